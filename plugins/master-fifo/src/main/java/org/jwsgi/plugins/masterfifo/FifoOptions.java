package org.jwsgi.plugins.masterfifo;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the master FIFO.
 *
 * @param paths the named pipes, in the order of their slots; at most ten
 */
@OptionGroup("Master FIFO")
record FifoOptions(
        @Option(
                name = "master-fifo",
                help = "take commands, a byte each, from a named pipe; up to ten, of which one is active",
                argument = "PATH",
                implies = "master")
        List<Path> paths) {
    /** The number of slots that the digits of the command set can name. */
    private static final int SLOTS = 10;

    FifoOptions {
        paths = List.copyOf(paths);
        if (paths.size() > SLOTS) {
            throw new IllegalArgumentException("there can be at most " + SLOTS + " of master-fifo");
        }
    }
}
