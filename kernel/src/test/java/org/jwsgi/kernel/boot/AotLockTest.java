package org.jwsgi.kernel.boot;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks are between processes, so others try to take them here. */
final class AotLockTest {
    @TempDir
    Path directory;

    /** Tries to take a lock and says whether it could; then holds it until its input ends. */
    public static void main(String[] args) throws IOException {
        try (AotLock lock =
                AotLock.take(Path.of(args[0]), AotLock.Task.valueOf(args[1])).orElse(null)) {
            System.out.println(lock != null);
            System.in.readAllBytes();
        }
    }

    private Process another(Path archive, AotLock.Task task) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AotLockTest.class.getName(),
                        archive.toString(),
                        task.name())
                .start();
    }

    private boolean anotherTakes(Path archive, AotLock.Task task) throws Exception {
        Process process = another(archive, task);
        String answer = process.inputReader().readLine();
        process.getOutputStream().close();
        assertThat(process.waitFor(60, SECONDS)).isTrue();
        return Boolean.parseBoolean(answer);
    }

    @Test
    void one_process_has_the_lock_until_it_ends() throws Exception {
        Path archive = directory.resolve("new/folder/jdk.aot");
        List<Process> started = new ArrayList<>();
        try {
            Process holder = another(archive, AotLock.Task.TRAIN);
            started.add(holder);
            assertThat(holder.inputReader().readLine()).isEqualTo("true");
            assertThat(AotLock.take(archive, AotLock.Task.TRAIN)).isEmpty();
            Optional<AotLock> other = AotLock.take(archive, AotLock.Task.ASK);
            assertThat(other).isPresent();
            other.orElseThrow().close();
            holder.destroyForcibly();
            assertThat(holder.waitFor(60, SECONDS)).isTrue();
            try (AotLock lock = AotLock.take(archive, AotLock.Task.TRAIN).orElseThrow()) {
                assertThat(anotherTakes(archive, AotLock.Task.TRAIN)).isFalse();
                lock.removeFile();
                assertThat(Files.list(archive.getParent())).isEmpty();
            }
            assertThat(anotherTakes(archive, AotLock.Task.TRAIN)).isTrue();
        } finally {
            started.forEach(Process::destroyForcibly);
        }
    }
}
