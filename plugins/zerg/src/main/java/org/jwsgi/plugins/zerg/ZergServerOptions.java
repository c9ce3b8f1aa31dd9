package org.jwsgi.plugins.zerg;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the server side.
 *
 * @param address where it hands out the instance's sockets; absent when it does not
 * @param users users beside root and its own that may have them
 */
@OptionGroup("Zerg")
record ZergServerOptions(
        @Option(
                name = "zerg-server",
                help = "hand the instance's listening sockets to zergs that connect to a UNIX socket",
                argument = "PATH|@NAME",
                implies = "master")
        Optional<String> address,

        @Option(
                name = "zerg-server-user",
                help = "let zergs of this user attach, besides those of root and of the server's own user",
                argument = "USER")
        List<String> users) {
    ZergServerOptions {
        users = List.copyOf(users);
    }
}
