package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs to where nobody takes them: neither a start nor a request nor the end waits for a reader. */
class UnreadLogsIT {
    private static final String LONG_LINES = "%(uri) " + "x".repeat(7900);

    @TempDir
    Path directory;

    @Test
    void loggers_whose_targets_take_nothing_delay_nobody() throws Exception {
        fifo("unread");
        fifo("requests");
        int port = Programs.freePort();
        try (ServerProcess server = LogFiles.start(
                directory,
                port,
                "--logger=file:unread",
                "--logger=socket:gone.sock",
                "--logger=pipe:true",
                "--logger=file:all.log",
                "--req-logger=file:requests",
                "--log-format",
                LONG_LINES)) {
            LogFiles.await(directory.resolve("all.log"), "spawned jwsgi worker 1 ");
            serveMany(port, 700); // 5.5 MB: more than the pipe and the logger's queue hold
            try (ServerProcess reader = reader("requests")) {
                reader.awaitLine("/0 xxx");
                assertThat(reader.awaitLine("log: lost events (count: ")).contains("reason: ");
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
            assertThat(Files.readString(directory.resolve("all.log"))).contains("goodbye to jwsgi.");
        }
    }

    @Test
    void a_log_file_that_is_a_pipe_loses_what_it_cannot_hold_and_says_so_to_a_reader() throws Exception {
        fifo("log");
        int port = Programs.freePort();
        try (ServerProcess server =
                LogFiles.start(directory, port, "--master", "--logto=log", "--log-format", LONG_LINES)) {
            Programs.awaitListening(port, server);
            serveMany(port, 50); // 400 kB, where a pipe holds 64
            try (ServerProcess reader = reader("log")) {
                reader.awaitLine("spawned jwsgi worker 1 ");
                reader.awaitLine("/0 xxx");
                ProcessLook.await("the loss is told", () -> {
                    serveMany(port, 1);
                    return reader.count("log: lost events (count: ") > 0;
                });
                assertThat(reader.awaitLine("log: lost events (count: "))
                        .matches(".*log: lost events \\(count: \\d+, reason: resource temporarily unavailable\\)");
                server.signal("HUP");
                reader.awaitLine("gracefully (RE)spawned jwsgi master process (pid: " + server.pid() + ")");
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isZero();
        }
    }

    @Test
    void a_server_whose_streams_are_closed_or_lead_nowhere_serves_and_ends() throws Exception {
        for (String streams : List.of("2>&1 | head -n 1", ">&- 2>&-", "<&- >&- 2>&-")) {
            int port = Programs.freePort();
            Path pidfile = directory.resolve("pid-" + port);
            String command = ServerProcess.distribution().resolve("bin/jwsgi") + " --master --http-socket=127.0.0.1:"
                    + port + " --jwsgi=" + Programs.app("Probe") + " --safe-pidfile=" + pidfile + " " + streams;
            try (ServerProcess shell = ServerProcess.start(directory, Map.of(), List.of("/bin/sh", "-c", command))) {
                Programs.awaitListening(port, shell);
                serveMany(port, 20);
                LogFiles.await(pidfile, "\n");
                long server = Long.parseLong(Files.readString(pidfile).strip());
                for (int stream = 0; stream <= 2; stream++) {
                    assertThat(Files.readSymbolicLink(Path.of("/proc/" + server + "/fd/" + stream))
                                    .toString())
                            .as(stream + " with " + streams)
                            .matches("/dev/null|pipe:.*");
                }
                ServerProcess.signal(server, "INT");
                assertThat(shell.awaitExit()).as(streams).isZero();
            }
        }
    }

    private void fifo(String name) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", directory.resolve(name).toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void serveMany(int port, int count) throws Exception {
        try (HttpClient client = new HttpClient(port)) {
            for (int i = 0; i < count; i++) {
                HttpClient.Reply reply = client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.text()).isEqualTo("hello from worker\n");
            }
        }
    }

    private ServerProcess reader(String fifo) throws IOException {
        return ServerProcess.start(directory, Map.of(), List.of("cat", fifo));
    }
}
