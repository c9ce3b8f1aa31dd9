package org.jwsgi.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The servers that are compared. Each listens on 127.0.0.1 and is ended by its own pid. */
final class Contenders implements AutoCloseable {
    private final Path directory;
    private final Map<String, Process> running = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();

    Contenders(Path directory) {
        this.directory = directory;
    }

    void start() throws IOException, InterruptedException {
        for (String name :
                List.of("jwsgi", "uwsgi http-socket", "uwsgi http router", "netty", "nginx jwsgi", "nginx uwsgi")) {
            ports.put(name, freePort());
        }
        Path jwsgiSocket = directory.resolve("jwsgi.sock");
        Path uwsgiSocket = directory.resolve("uwsgi.sock");
        launch("jwsgi", with(jwsgi(directory, port("jwsgi")), "--uwsgi-socket", jwsgiSocket.toString()));
        launch("netty", netty(port("netty")));
        launch(
                "uwsgi http-socket",
                with(
                        uwsgi(directory, "http-socket", port("uwsgi http-socket")),
                        "--socket",
                        uwsgiSocket.toString(),
                        "--listen",
                        "1024"));
        launch(
                "uwsgi http router",
                with(
                        uwsgi(directory, "http", port("uwsgi http router")),
                        "--http-keepalive=1",
                        "--http-modifier1",
                        "8"));
        launch("nginx jwsgi", nginx("jwsgi", port("nginx jwsgi"), jwsgiSocket, 0));
        launch("nginx uwsgi", nginx("uwsgi", port("nginx uwsgi"), uwsgiSocket, 8));
        for (int port : ports.values()) {
            awaitListening(port);
        }
    }

    /** Returns each server's ports for plain HTTP. uWSGI has three ways to serve it. */
    Map<String, List<Integer>> http(boolean keepAlive) {
        Map<String, List<Integer>> http = new LinkedHashMap<>();
        http.put("jwsgi", List.of(port("jwsgi")));
        // wrk takes the end of a connection after each answer for what it is, so the plain http-socket takes part in
        // both.
        http.put(
                "uwsgi",
                keepAlive
                        ? List.of(port("uwsgi http-socket"), port("uwsgi http router"))
                        : List.of(port("uwsgi http-socket")));
        http.put("netty", List.of(port("netty")));
        return http;
    }

    /** Returns the ports of nginx in front of each server. */
    Map<String, List<Integer>> nginx() {
        Map<String, List<Integer>> nginx = new LinkedHashMap<>();
        nginx.put("jwsgi", List.of(port("nginx jwsgi")));
        nginx.put("uwsgi", List.of(port("nginx uwsgi")));
        return nginx;
    }

    /** Returns the pids to weigh. */
    Map<String, Long> processes() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("jwsgi, one process", pid("jwsgi"));
        pids.put("uWSGI, one process", pid("uwsgi http-socket"));
        pids.put("bare netty", pid("netty"));
        return pids;
    }

    @Override
    public void close() {
        running.values().forEach(Contenders::end);
    }

    static List<String> jwsgi(Path directory, int port) {
        return List.of(
                Path.of(System.getProperty("jwsgi.dist"), "bin/jwsgi").toString(),
                "--http-socket",
                "127.0.0.1:" + port,
                "--jvm-classpath",
                directory.toString(),
                "--jwsgi",
                "Hello",
                "--disable-logging",
                "--listen",
                "1024",
                "--threads",
                "32");
    }

    static List<String> uwsgi(Path directory, String option, int port) {
        List<String> command = new ArrayList<>(List.of(
                "uwsgi",
                "--plugin",
                "jvm,jwsgi,http",
                "--" + option,
                "127.0.0.1:" + port,
                "--jvm-classpath",
                "/usr/share/java/uwsgi.jar",
                "--jvm-classpath",
                directory.toString(),
                "--jwsgi",
                "Hello",
                "--disable-logging",
                "--listen",
                "1024",
                "--die-on-term"));
        if (!option.equals("http")) {
            command.addAll(List.of("--http-socket-modifier1", "8"));
        }
        return command;
    }

    static List<String> netty(int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xms24m",
                "-XX:CompileThresholdScaling=3",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.noUnsafe=false",
                "-Dio.netty.jfr.enabled=false",
                "-cp",
                System.getProperty("java.class.path"),
                "org.jwsgi.bench.BareNetty",
                Integer.toString(port));
    }

    static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends a server and its children. The master goes first, lest it start new workers. */
    static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(30, TimeUnit.SECONDS);
            for (ProcessHandle child : children) {
                child.onExit().get(30, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("a child of process " + process.pid() + " does not end: " + e);
        }
    }

    private List<String> nginx(String name, int port, Path socket, int modifier) throws IOException {
        Path prefix = Files.createDirectories(directory.resolve("nginx-" + name));
        Path config = Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off;
                user root;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    keepalive_requests 100000000;
                    server {
                        listen 127.0.0.1:%2$d;
                        location / {
                            include /etc/nginx/uwsgi_params;
                            uwsgi_modifier1 %4$d;
                            uwsgi_pass unix:%3$s;
                        }
                    }
                }
                """.formatted(prefix, port, socket, modifier));
        return List.of("nginx", "-p", prefix.toString(), "-c", config.toString(), "-e", prefix + "/error.log");
    }

    private void launch(String name, List<String> command) throws IOException {
        running.put(
                name,
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory
                                .resolve(name.replace(' ', '-') + ".log")
                                .toFile())
                        .start());
    }

    private long pid(String name) {
        Process process = running.get(name);
        if (process == null) {
            throw new IllegalArgumentException(name);
        }
        return process.pid();
    }

    private int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException(name);
        }
        return port;
    }

    private static void awaitListening(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException("nobody listens on port " + port, e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
