package org.jwsgi.api.command;

/** A command of the command line. Runs in: the process that the user started, on the main thread. */
@FunctionalInterface
public interface Command {
    /**
     * Runs to the end. Results go to standard output, complaints to the log of the plugin.
     *
     * @return the exit code of the process, 0 to 255
     */
    int run();
}
