package org.jwsgi.kernel.config;

import java.util.Optional;

/** What came of reading the command line and everything it names. */
public sealed interface LoadResult {
    /** There is a configuration to run. */
    record Ready(Configuration configuration) implements LoadResult {}

    /**
     * The configuration was a command that is done: {@code --version}, {@code --get}, {@code exit} and the like. Its
     * output is written.
     *
     * @param exitCode the code to end with
     * @param fallback the file that {@code fallback-config} named; it matters when the code is 1
     */
    record Ended(int exitCode, Optional<String> fallback) implements LoadResult {}

    /**
     * The configuration was one of {@code stop}, {@code reload}, {@code pause}: the process named in a file is to be
     * signalled. Ends with 0; with 1 when the file cannot be read, with 255 when the signal cannot be sent.
     *
     * @param pidfile the file that holds the process id, relative to the working directory
     * @param signal the signal's number
     */
    record Signal(String pidfile, int signal) implements LoadResult {}
}
