package org.jwsgi.kernel.socket;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What the instance listens on. The addresses are also read in their order across all socket options, those of plugins
 * included, by {@link ListenerPlan}; the lists here exist for the help and for consumers that only count them.
 */
@OptionGroup("Sockets")
public record SocketOptions(
        @Option(
                name = "socket",
                shortName = 's',
                argument = "ADDRESS",
                help = "listen on an address, speaking the default protocol")
        List<String> sockets,

        @Option(
                name = "shared-socket",
                argument = "ADDRESS",
                help = "bind an address early and give it a number, used as =N")
        List<String> sharedSockets,

        @Option(
                name = "undeferred-shared-socket",
                argument = "ADDRESS",
                help = "as shared-socket, and deliver connections before their first data")
        List<String> undeferredSharedSockets,

        @Option(
                name = "protocol",
                aliases = "socket-protocol",
                argument = "NAME",
                defaultValue = "uwsgi",
                help = "the protocol of plain and inherited sockets")
        String protocol,

        @Option(
                name = "listen",
                shortName = 'l',
                argument = "COUNT",
                defaultValue = "100",
                max = Integer.MAX_VALUE,
                help = "how many connections may wait on each socket")
        int listen,

        @Option(name = "abstract-socket", shortName = 'a', help = "put UNIX sockets into Linux' abstract namespace")
        boolean abstractSocket,

        @Option(
                name = "chmod-socket",
                aliases = "chmod",
                shortName = 'C',
                argument = "MODE",
                bareValue = "666",
                help = "set the mode of UNIX sockets")
        Optional<FileMode> chmodSocket,

        @Option(name = "chown-socket", argument = "USER[:GROUP]", help = "set the owner of UNIX sockets")
        Optional<String> chownSocket,

        @Option(
                name = "map-socket",
                argument = "SOCKET:WORKER[,WORKER]",
                help = "let only these workers serve a socket")
        List<String> mapSockets,

        @Option(name = "skip-zero", help = "do not look whether descriptor 0 is a socket")
        boolean skipZero,

        @Option(name = "honour-stdin", help = "do not put /dev/null in place of the standard input")
        boolean honourStdin) {

    /** Copies the lists. */
    public SocketOptions {
        sockets = List.copyOf(sockets);
        sharedSockets = List.copyOf(sharedSockets);
        undeferredSharedSockets = List.copyOf(undeferredSharedSockets);
        mapSockets = List.copyOf(mapSockets);
    }
}
