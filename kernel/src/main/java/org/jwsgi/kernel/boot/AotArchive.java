package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a missing AOT archive beside a running server, for its next starts and its next workers. Runs in: the process that
 * was started first, once it is up; the work is done by a process of its own, at the lowest priority.
 */
final class AotArchive {
    /** Set by the launcher when it found no archive: where it should be. */
    static final String MISSING_VARIABLE = "JWSGI_AOT_MISSING";

    private static final Logger LOG = LoggerFactory.getLogger(AotArchive.class);

    private AotArchive() {}

    /** Begins to make the archive if it is missing and no other process makes it. Returns at once; what goes wrong costs nothing but time later. */
    static void makeInBackground(Installation installation, Map<String, String> environment) {
        @Nullable String archive = environment.get(MISSING_VARIABLE);
        if (archive == null || environment.containsKey(AotTraining.TRAINING_VARIABLE)) {
            return;
        }
        Thread.ofPlatform().daemon().name("aot-archive").start(() -> make(installation, Path.of(archive)));
    }

    private static void make(Installation installation, Path archive) {
        try {
            Optional<AotLock> lock = AotLock.take(archive, AotLock.Task.ASK);
            if (lock.isEmpty()) {
                return; // another process has it made
            }
            try (AotLock held = lock.get()) {
                if (!isNewerThanThisProcess(archive) && train(installation, archive)) {
                    LOG.info("made the AOT archive {}: the next start will be faster", archive);
                    held.removeFile();
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot make the AOT archive {}", archive, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether the archive was made since the launcher missed it. */
    private static boolean isNewerThanThisProcess(Path archive) throws IOException {
        Optional<Instant> start = ProcessHandle.current().info().startInstant();
        return start.isPresent()
                && Files.exists(archive)
                && Files.getLastModifiedTime(archive).toInstant().isAfter(start.get());
    }

    private static boolean train(Installation installation, Path archive) throws IOException, InterruptedException {
        Process training = new ProcessBuilder(List.of(
                        "nice",
                        "-n",
                        "19",
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        installation.kernelJar().toString(),
                        AotTraining.class.getName(),
                        installation.home().toString(),
                        archive.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return training.waitFor() == 0;
    }
}
