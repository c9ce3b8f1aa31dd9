package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master that is the first process of a container: nobody but it collects orphans, and signals without a handler are lost. */
class FirstProcessIT {
    private static final List<String> CONTAINER = List.of("unshare", "--pid", "--fork", "--mount-proc");

    @TempDir
    Path directory;

    @Test
    void serves_collects_orphans_reloads_and_stops() throws Exception {
        if (new ProcessBuilder(Stream.concat(CONTAINER.stream(), Stream.of("true"))
                                .toList())
                        .start()
                        .waitFor()
                != 0) {
            System.err.println("SKIPPED: FirstProcessIT needs root and the right to make namespaces");
            abort("needs root and the right to make namespaces");
        }
        List<String> command = Stream.concat(
                        CONTAINER.stream(),
                        Stream.of(
                                ServerProcess.distribution()
                                        .resolve("bin/jwsgi")
                                        .toString(),
                                "--master",
                                "--die-on-term",
                                "--http-socket=127.0.0.1:0",
                                "--jwsgi=" + Programs.app("Probe"),
                                "--exec-pre-app=(sleep 0.1; exit 7) & (sleep 0.1; kill -9 $$) & exec true"))
                .toList();
        try (ServerProcess container = ServerProcess.start(directory, Map.of(), command)) {
            int port = container.awaitPort();
            container.awaitLine("spawned jwsgi master process (pid: 1)");
            long master = container.children().getFirst();
            assertThat(Files.readString(Path.of("/proc/" + master + "/status")))
                    .contains("NSpid:\t" + master + "\t1\n");
            container.awaitLine("subprocess ");
            assertThat(container.awaitLine(" exited with code 7")).startsWith("subprocess ");
            assertNoneIsUncollected(master);

            String worker = HttpClient.get(port, "/pid").text();
            ServerProcess.signal(worker(master), "KILL");
            container.awaitLine("DAMN ! worker 1 (pid: " + worker + ") died, killed by signal 9");
            assertThat(HttpClient.get(port, "/pid").text()).isNotEqualTo(worker);

            ServerProcess.signal(master, "HUP");
            container.awaitLine("gracefully (RE)spawned jwsgi master process (pid: 1)");
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            ServerProcess.signal(master, "TERM");
            assertThat(container.awaitExit()).isZero();
            assertThat(container.count("goodbye to jwsgi.")).isEqualTo(1);
        }
    }

    private static long worker(long master) {
        return ProcessHandle.of(master)
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static boolean isEnded(long pid) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (NoSuchFileException e) {
            return false; // collected meanwhile
        }
    }

    private static void assertNoneIsUncollected(long master) throws Exception {
        ProcessLook.await("no ended child is left", () -> {
            List<Long> children = ProcessHandle.of(master)
                    .orElseThrow()
                    .children()
                    .map(ProcessHandle::pid)
                    .toList();
            for (long child : children) {
                if (isEnded(child)) {
                    return false;
                }
            }
            return true;
        });
    }
}
