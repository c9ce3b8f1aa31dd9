package org.jwsgi.plugins.emperor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Asks a program for the on-demand socket of a vassal. What the program has written when it ends is the answer; nobody waits for
 * what it leaves running, whoever holds its output. Threads of monitors.
 *
 * @param command a line of the shell, which gets the vassal's name as its last argument
 * @param patience how long the program may run
 * @param log is told why there is no answer
 */
record SocketQuestion(String command, Duration patience, Logger log) {
    private static final long LOOK_MILLIS = 20;

    /** Returns what the program printed, at most {@link VassalFiles#MAX_ANSWER} bytes; empty when it did not end well. */
    Optional<byte[]> ask(String name, Path directory) {
        Process process;
        try {
            // The name is an argument, not a part of the line: whoever names files must not write commands.
            process = new ProcessBuilder("/bin/sh", "-c", command + " \"$1\"", "sh", name)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            log.error("[emperor] cannot run emperor-on-demand-exec for {}: {}", name, e.getMessage());
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            return answer(process, name);
        } catch (IOException e) {
            log.error("[emperor] cannot run emperor-on-demand-exec for {}: {}", name, e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads only what is there: a read that waits could not be ended when the patience is. */
    private Optional<byte[]> answer(Process process, String name) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            boolean over = false;
            while (!over) {
                over = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                for (int ready = in.available();
                        ready > 0 && answer.size() < VassalFiles.MAX_ANSWER;
                        ready = in.available()) {
                    answer.write(in.readNBytes(Math.min(ready, VassalFiles.MAX_ANSWER - answer.size())));
                }
                if (!over && System.nanoTime() - end > 0) {
                    log.error(
                            "[emperor] emperor-on-demand-exec does not end for {}: the vassal gets no on-demand socket",
                            name);
                    return Optional.empty();
                }
                over |= answer.size() >= VassalFiles.MAX_ANSWER;
            }
        }
        return Optional.of(answer.toByteArray());
    }
}
