package org.jwsgi.plugins.emperor;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * What the Emperor is told beside its monitors.
 *
 * @param socket where it takes commands
 * @param held whether vassals wait for the command to start
 * @param ignored the names of vassals that do not wait
 */
@OptionGroup("Emperor: commands")
record CommandOptions(
        @Option(
                name = "emperor-command-socket",
                aliases = "emperor-trigger-socket",
                help = "take commands about vassals on a UNIX datagram socket, from the Emperor's user and root",
                argument = "PATH")
        Optional<String> socket,

        @Option(
                name = "emperor-wait-for-command",
                help = "start no vassal before a spawn command for it comes through emperor-command-socket")
        boolean held,

        @Option(
                name = "emperor-wait-for-command-ignore",
                help = "start this vassal without waiting for a command",
                argument = "VASSAL")
        List<String> ignored) {

    /** Refuses to have vassals wait for what cannot come. */
    CommandOptions {
        if (held && socket.isEmpty()) {
            throw new IllegalArgumentException(
                    "emperor-wait-for-command needs emperor-command-socket: no command could ever come");
        }
    }

    /** Tells whether a vassal waits for the command to start. */
    boolean holds(String vassal) {
        return held && !ignored.contains(vassal);
    }
}
