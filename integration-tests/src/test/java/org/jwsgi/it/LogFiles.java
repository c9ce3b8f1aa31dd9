package org.jwsgi.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Servers whose log goes somewhere else than to the test, and files that somebody writes to. */
final class LogFiles {
    private static final long LOOK_NANOS = 20_000_000;

    private LogFiles() {}

    /** Starts jwsgi with the app Probe on a port of the test's choice, since nobody can read the port from its output. */
    static ServerProcess start(Path directory, int port, String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--http-socket", "127.0.0.1:" + port, "--jwsgi", Programs.app("Probe")));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    /** Waits until a file holds a text and returns its content. */
    static String await(Path file, String text) {
        return await(file, content -> content.contains(text), text);
    }

    /** Waits until a file's content is as wanted and returns it. */
    static String await(Path file, Predicate<String> wanted, String what) {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (!wanted.test(read(file))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what + " in " + file + ":\n" + read(file));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return read(file);
    }

    /** Returns a file's content, nothing when there is none. */
    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns how many lines of a text contain another text. */
    static long count(String content, String text) {
        return content.lines().filter(line -> line.contains(text)).count();
    }
}
