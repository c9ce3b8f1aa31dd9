package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks that keep a second instance from starting. */
class FileLockIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"flock", "flock2"})
    void only_one_instance_gets_the_lock(String option) throws Exception {
        Path lock = Files.createFile(directory.resolve("lock"));
        try (ServerProcess first = start("--" + option, lock.toString());
                ServerProcess second = awaited(first, "--" + option, lock.toString())) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.lines().getLast()).endsWith("cannot lock " + lock + ": another process holds it");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void flock_wait2_starts_when_the_other_instance_ends() throws Exception {
        Path lock = Files.createFile(directory.resolve("lock"));
        try (ServerProcess first = start("--flock-wait2", lock.toString());
                ServerProcess second = awaited(first, "--flock-wait2", lock.toString())) {
            first.signal("INT");
            first.awaitExit();
            second.awaitReady();
        }
    }

    private ServerProcess awaited(ServerProcess first, String... arguments) throws Exception {
        first.awaitReady();
        return start(arguments);
    }

    private ServerProcess start(String option, String file) throws Exception {
        return ServerProcess.jwsgi(directory, "--http-socket", "127.0.0.1:0", option, file);
    }

    private ServerProcess start(String... arguments) throws Exception {
        return start(arguments[0], arguments[1]);
    }
}
