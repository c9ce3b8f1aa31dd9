package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final int ROUNDS = 2_000;

    /** Without the order that is kept, this ends within a few dozen rounds. */
    @Test
    void the_process_changes_beside_threads_that_change_alone() throws Exception {
        assumeTrue(Credentials.uid() == 0, "SKIPPED: only root can change users");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Changes.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("uid 0\n");
    }

    /** Changes the process, again and again, while other threads launch something as somebody else. */
    static final class Changes {
        private Changes() {}

        public static void main(String[] arguments) throws InterruptedException {
            Identity root = new Identity(0, 0, List.of(0));
            Identity nobody = new Identity(65_534, 65_534, List.of(65_534));
            LaunchThread.Shape shape = new LaunchThread.Shape(List.of(new ShapeStep.Become(nobody, Optional.empty())));
            List<Thread> launchers = IntStream.range(0, 2)
                    .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            LaunchThread.run(shape, () -> {});
                        }
                    }))
                    .toList();
            for (int i = 0; i < ROUNDS; i++) {
                Credentials.become(root);
                LaunchThread.run(shape, () -> {});
            }
            for (Thread launcher : launchers) {
                launcher.join();
            }
            System.out.println("uid " + Credentials.uid());
        }
    }
}
