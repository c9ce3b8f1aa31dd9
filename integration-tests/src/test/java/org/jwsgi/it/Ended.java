package org.jwsgi.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that has ended by itself: its exit code and what it printed, standard error included. */
record Ended(int code, List<String> lines) {
    /** Runs jwsgi to its end. */
    static Ended jwsgi(Path directory, String... arguments) throws Exception {
        return jwsgi(directory, Map.of(), arguments);
    }

    /** Runs jwsgi to its end with additional environment variables. */
    static Ended jwsgi(Path directory, Map<String, String> environment, String... arguments) throws Exception {
        try (ServerProcess server = ServerProcess.jwsgi(directory, environment, arguments)) {
            return new Ended(server.awaitExit(), server.lines());
        }
    }

    /** Runs a shell command, in which {@code $JWSGI} is the launcher. */
    static Ended shell(Path directory, Map<String, String> environment, String command) throws Exception {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("JWSGI", ServerProcess.distribution().resolve("bin/jwsgi").toString());
        try (ServerProcess shell = ServerProcess.start(directory, all, List.of("/bin/sh", "-c", command))) {
            return new Ended(shell.awaitExit(), shell.lines());
        }
    }

    /** Returns everything printed. */
    String text() {
        return String.join("\n", lines);
    }

    /** Tells whether a stack trace was printed, which no mistake of a user may cause. */
    boolean hasTrace() {
        return lines.stream().anyMatch(line -> line.startsWith("\tat ") || line.contains("Exception in thread"));
    }
}
