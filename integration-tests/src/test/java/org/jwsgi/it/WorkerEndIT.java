package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does, and leaves undone, when it ends. */
class WorkerEndIT {
    @TempDir
    Path directory;

    private Path app = Path.of("/");

    /** An app whose shutdown hook prints a line, and whose requests never end when they are told so. */
    @BeforeEach
    void writeApp() throws Exception {
        app = Files.writeString(directory.resolve("Ending.java"), """
                import java.util.*;
                public class Ending {
                    static {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook of the app")));
                    }
                    public static Object[] application(HashMap<String, Object> env) throws Exception {
                        if ("/hang".equals(env.get("PATH_INFO"))) {
                            System.out.println("hanging");
                            new java.util.concurrent.CountDownLatch(1).await();
                        }
                        return new Object[] {200, new HashMap<String, Object>(), "x"};
                    }
                }
                """);
    }

    private ServerProcess server(String... options) throws Exception {
        String[] all = new String[options.length + 5];
        String[] common = {"--master", "--http-socket", "127.0.0.1:0", "--jwsgi", app.toString()};
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(options, 0, all, common.length, options.length);
        return ServerProcess.jwsgi(directory, all);
    }

    private static void endWorker(ServerProcess server) throws Exception {
        int port = server.awaitPort();
        server.awaitReady();
        assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
        long worker = server.children().getFirst();
        ServerProcess.signal(worker, "HUP");
        ServerProcess.awaitGone(worker);
        server.awaitLines("spawned jwsgi worker 1 ", 2);
    }

    @Test
    void runs_the_shutdown_hooks_of_apps_unless_told_otherwise() throws Exception {
        try (ServerProcess server = server()) {
            endWorker(server);
            assertThat(server.count("hook of the app")).isOne();
        }
        try (ServerProcess server = server("--skip-atexit")) {
            endWorker(server);
            assertThat(server.count("hook of the app")).isZero();
        }
    }

    @Test
    void drops_running_requests_without_waiting_when_told_so() throws Exception {
        try (ServerProcess server = server("--no-threads-wait", "--threads", "2")) {
            int port = server.awaitPort();
            server.awaitReady();
            try (RawClient client = new RawClient(port)) {
                client.send("GET /hang HTTP/1.0\r\n\r\n");
                server.awaitLine("hanging");
                endWorker(server);
                assertThat(server.lines()).anyMatch(line -> line.contains("are dropped"));
            }
        }
    }
}
