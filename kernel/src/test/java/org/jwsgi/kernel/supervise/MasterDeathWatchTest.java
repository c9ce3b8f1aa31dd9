package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;

/** The master is a process of its own, which kills itself. */
@Timeout(120)
final class MasterDeathWatchTest {
    /** Starts programs, tells their numbers, and is gone; the argument says how far their births have come. */
    public static void main(String[] args) {
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
        MasterDeathWatch watch = new MasterDeathWatch("/bin/sh", () -> environment);
        String birth = watch.expect();
        int pid = spawn(birth);
        if (!args[0].equals("unknown")) {
            watch.add(-pid);
            watch.born(birth);
        }
        String forgotten = watch.expect();
        int free = spawn(forgotten);
        watch.born(forgotten);
        System.out.println(pid + " " + free);
        Runtime.getRuntime().halt(9);
    }

    private static int spawn(String birth) {
        return Processes.spawn(new SpawnRequest(
                List.of("sleep", "1000"),
                Map.of("PATH", System.getenv("PATH"), MasterDeathWatch.BIRTH_VARIABLE, birth),
                List.of(),
                Set.of(),
                true,
                true,
                new SpawnRequest.Streams(-1, -1)));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "known"})
    void a_program_dies_with_its_master_from_the_moment_of_its_birth(String progress) throws Exception {
        Process master = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MasterDeathWatchTest.class.getName(),
                        progress)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] pids = String.valueOf(master.inputReader().readLine()).split(" ");
        long program = Long.parseLong(pids[0]);
        long free = Long.parseLong(pids[1]);
        try {
            assertThat(master.waitFor(60, TimeUnit.SECONDS)).isTrue();
            CountDownLatch never = new CountDownLatch(1);
            while (isAlive(program)) {
                never.await(20, TimeUnit.MILLISECONDS);
            }
            assertThat(isAlive(free)).isTrue();
        } finally {
            ProcessHandle.of(program).ifPresent(ProcessHandle::destroyForcibly);
            ProcessHandle.of(free).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
