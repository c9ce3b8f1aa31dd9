package org.jwsgi.plugins.emperorredis;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real Redis server of the test's own, without persistence. */
final class TestRedis implements AutoCloseable {
    private static final String PROGRAM = "/usr/bin/redis-server";
    private static final int ATTEMPTS = 5;

    private final int port;
    private final Process process;

    private TestRedis(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of(PROGRAM));
    }

    /** Starts a server on a free port; another program may have taken it meanwhile, so several times if need be. */
    static TestRedis start(String... settings) throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            TestRedis started = start(port, settings);
            if (started != null) {
                return started;
            }
        }
        throw new AssertionError("redis-server does not start");
    }

    /** Starts a server on a port; null when it ends at once. */
    static @Nullable TestRedis start(int port, String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM, "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("eady to accept connections")) {
                Thread.ofVirtual().start(() -> drain(output));
                return new TestRedis(port, process);
            }
        }
        process.waitFor();
        return null;
    }

    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // A full pipe would stop the server.
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    int port() {
        return port;
    }

    /** Carries out commands as one transaction. */
    @SafeVarargs
    final void run(List<String>... commands) throws IOException {
        try (RedisConnection connection = new RedisConnection(RedisAddress.parse("redis://127.0.0.1:" + port))) {
            connection.open();
            connection.ask(List.of(List.of("MULTI")));
            for (List<String> command : commands) {
                connection.ask(List.of(command));
            }
            connection.ask(List.of(List.of("EXEC")));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
