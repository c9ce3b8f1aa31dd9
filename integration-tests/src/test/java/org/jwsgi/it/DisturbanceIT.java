package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench/disturb}: only a killed worker may fail requests, and only those that it had in hand. */
class DisturbanceIT {
    private static final int CLIENTS = 4;

    @TempDir
    Path directory;

    @Test
    void fails_no_request_but_those_in_flight_in_a_killed_worker() throws Exception {
        Path fifo = directory.resolve("fifo");
        try (ServerProcess server = ServerProcess.jwsgi(
                directory,
                "--http-socket=127.0.0.1:0",
                "--jwsgi=" + Programs.app("Probe"),
                "--master",
                "--processes=2",
                "--threads=2",
                "--listen=1024",
                "--disable-logging",
                "--master-fifo=" + fifo)) {
            int port = server.awaitPort();
            server.awaitReady();
            try (Load load = Load.start(port, "/", CLIENTS)) {
                int kills = 3;
                for (int i = 1; i <= kills; i++) {
                    load.awaitServed(50);
                    ServerProcess.signal(
                            Long.parseLong(HttpClient.get(port, "/pid").text()), "KILL");
                    server.awaitLines("Respawned jwsgi worker ", i);
                }
                load.awaitServed(50);
                List<String> broken = load.failures();
                assertThat(broken)
                        .hasSizeLessThanOrEqualTo(kills * CLIENTS)
                        .allMatch(failure -> failure.contains("closed without a reply")
                                || failure.contains("reset")
                                || failure.contains("Broken pipe"));

                for (int i = 1; i <= 2; i++) {
                    Files.writeString(fifo, "c", StandardOpenOption.WRITE);
                    server.awaitLines("chain reloading complete", i);
                    load.awaitServed(50);
                }
                for (int i = 1; i <= 2; i++) {
                    server.signal("HUP");
                    server.awaitLines("spawned jwsgi worker 2 ", i + 1);
                    load.awaitServed(50);
                }
                assertThat(load.failures()).isEqualTo(broken);
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).noneMatch(line -> line.contains("Exception") || line.contains("NO MERCY"));
        }
    }
}
