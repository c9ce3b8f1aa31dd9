package org.jwsgi.kernel.posix;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program to start as a child.
 *
 * @param command the program and its arguments; a program without a slash is searched in {@code PATH}
 * @param environment the child's whole environment
 * @param descriptors open descriptors of this process; the child gets them as 3, 4, 5, ... in this order, and beside
 *     these only 0, 1 and 2
 * @param blockedSignals the signals that the child starts with blocked; all signals have their default action
 * @param nullInput whether the child's standard input is {@code /dev/null} instead of this process' own
 * @param newSession whether the child leads a session of its own
 * @param streams what replaces its standard streams
 */
public record SpawnRequest(
        List<String> command,
        Map<String, String> environment,
        List<Integer> descriptors,
        Set<Integer> blockedSignals,
        boolean nullInput,
        boolean newSession,
        Streams streams) {
    /** The number of the first descriptor in {@link #descriptors()} in the child. */
    public static final int FIRST_DESCRIPTOR = 3;

    /**
     * Open descriptors above 2 of this process that take the place of a child's standard streams; -1 leaves one alone.
     *
     * @param input standard input
     * @param output standard output and standard error
     */
    public record Streams(int input, int output) {
        /** The child has this process' streams. */
        public static final Streams INHERITED = new Streams(-1, -1);
    }

    /** Copies the collections. */
    public SpawnRequest {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no program to start");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        descriptors = List.copyOf(descriptors);
        blockedSignals = Set.copyOf(blockedSignals);
    }

    /** A child with a clean signal mask, this process' input and this process' session. */
    public SpawnRequest(List<String> command, Map<String, String> environment, List<Integer> descriptors) {
        this(command, environment, descriptors, Set.of(), false, false);
    }

    /** A child with this process' streams. */
    public SpawnRequest(
            List<String> command,
            Map<String, String> environment,
            List<Integer> descriptors,
            Set<Integer> blockedSignals,
            boolean nullInput,
            boolean newSession) {
        this(command, environment, descriptors, blockedSignals, nullInput, newSession, Streams.INHERITED);
    }
}
