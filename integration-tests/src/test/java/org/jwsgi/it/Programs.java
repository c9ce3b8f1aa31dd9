package org.jwsgi.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Real programs that tests run beside jwsgi, with settings that keep them inside the test's own folder. */
final class Programs {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 4_000;
    private static final int FORK = Integer.getInteger("jwsgi.fork", 1);
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 64 % PORTS));

    private Programs() {}

    /** Skips the test, loudly, when a program is not installed. */
    static void require(String program, String debianPackage) {
        for (String folder : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return;
            }
        }
        System.err.println("SKIPPED: " + program + " is not installed (Debian package " + debianPackage + ")");
        abort(program + " is not installed (Debian package " + debianPackage + ")");
    }

    /**
     * Returns a TCP port that was free a moment ago, for programs that cannot choose one themselves. It is none that the
     * kernel gives to clients, and none that a test JVM beside this one looks at.
     */
    static int freePort() throws IOException {
        for (int tries = 0; tries < PORTS; tries++) {
            int port = FIRST_PORT + (FORK - 1) * PORTS + NEXT.getAndIncrement() % PORTS;
            // It does not listen: a program that is started this very moment holds a copy until its exec, which would
            // keep a
            // server from a port where somebody listens.
            try (Socket socket = new Socket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                // in use; the next one then
            }
        }
        throw new IOException("no port is free");
    }

    /** Returns the path of a test app's source. */
    static String app(String name) {
        return ServerProcess.root()
                .resolve("integration-tests/src/test/apps/" + name + ".java")
                .toString();
    }

    /** Returns the path of a script beside the test apps. */
    static String script(String name) {
        return ServerProcess.root()
                .resolve("integration-tests/src/test/apps/" + name)
                .toString();
    }

    /**
     * Starts nginx with one server and waits until it listens.
     *
     * @param locations the body of the {@code server} block
     */
    static ServerProcess nginx(Path directory, int port, String locations) throws Exception {
        require("nginx", "nginx-light");
        Path prefix = Files.createDirectories(directory.resolve("nginx"));
        Path config = Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                user root;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 512; }
                http {
                    access_log off;
                    client_max_body_size 1g;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        server_name localhost;
                        %3$s
                    }
                }
                """.formatted(prefix, port, locations));
        ServerProcess nginx = ServerProcess.start(
                directory,
                Map.of(),
                List.of("nginx", "-p", prefix.toString(), "-c", config.toString(), "-e", "stderr"));
        awaitListening(port, nginx);
        return nginx;
    }

    /** Waits until somebody accepts connections on a port. */
    static void awaitListening(int port, ServerProcess server) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError("nobody listens on port " + port + ":\n" + server.lines(), e);
                }
                Thread.onSpinWait();
            }
        }
    }
}
