package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals that ask for information or a pause. */
class SignalsIT {
    @TempDir
    Path directory;

    private ServerProcess start() throws Exception {
        return ServerProcess.jwsgi(
                directory, "--master", "--http-socket", "127.0.0.1:0", "--jwsgi", Programs.app("Probe"));
    }

    @Test
    void a_respawned_worker_of_a_paused_instance_is_suspended_at_once() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            server.signal("TSTP");
            server.awaitLine("*** worker 1 suspended ***");
            ServerProcess.signal(server.children().getFirst(), "KILL");
            server.awaitLine("Respawned jwsgi worker 1 ");
            server.awaitLines("*** worker 1 suspended ***", 2);
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
                server.signal("TSTP");
                server.awaitLine("*** worker 1 resumed ***");
                assertThat(client.read(false).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void usr2_makes_a_worker_tell_what_it_runs() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            server.awaitReady();
            try (HttpClient client = new HttpClient(port)) {
                client.write("GET /sleep?3000 HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
                server.awaitLine("sleeping");
                long worker = server.children().getFirst();
                ServerProcess.signal(worker, "USR2");
                server.awaitLine(
                        "SIGUSR2: --- jwsgi worker 1 (pid: " + worker + ") is managing request /sleep?3000 since ");
                server.awaitLine("Full thread dump");
                assertThat(client.read(false).text()).isEqualTo("slept");
            }
        }
    }

    @Test
    void usr1_tells_the_counters_and_usr2_does_not_end_a_master() throws Exception {
        try (ServerProcess server = start()) {
            int port = server.awaitPort();
            server.awaitReady();
            assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            server.signal("USR2");
            server.signal("USR1");
            server.awaitLine("workers total requests: 1");
            server.signal("QUIT");
            assertThat(server.awaitExit()).isZero();
        }
    }
}
