package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real nginx in front, with the parameters that its package ships. */
class NginxIT {
    private static final int UPLOAD = 100 * 1024 * 1024;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "unix"})
    void passes_every_kind_of_request_over_uwsgi(String kind) throws Exception {
        Programs.require("nginx", "nginx-light");
        String address = kind.equals("tcp")
                ? "127.0.0.1:0"
                : directory.resolve("app.sock").toString();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory, "--master", "--socket", address, "--jwsgi", Programs.app("Probe"), "--threads", "4")) {
            String backend = kind.equals("tcp") ? "127.0.0.1:" + server.awaitPort() : "unix:" + address;
            server.awaitReady();
            int port = Programs.freePort();
            try (ServerProcess nginx = Programs.nginx(
                    directory, port, "location / { include /etc/nginx/uwsgi_params; uwsgi_pass " + backend + "; }")) {
                exercise(port);
                assertThat(nginx.isAlive()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastcgi", "scgi"})
    void passes_every_kind_of_request_over_other_protocols(String protocol) throws Exception {
        Programs.require("nginx", "nginx-light");
        String address = directory.resolve("app.sock").toString();
        try (ServerProcess server = ServerProcess.jwsgi(
                directory, "--" + protocol + "-socket", address, "--jwsgi", Programs.app("Probe"), "--threads", "4")) {
            server.awaitReady();
            int port = Programs.freePort();
            try (ServerProcess nginx = Programs.nginx(
                    directory,
                    port,
                    "location / { include /etc/nginx/" + protocol + "_params; " + protocol
                            + "_param PATH_INFO $document_uri; " + protocol + "_pass unix:" + address + "; }")) {
                exercise(port);
                assertThat(nginx.isAlive()).isTrue();
            }
        }
    }

    @Test
    void gives_the_app_the_variables_that_uwsgi_gives() throws Exception {
        Programs.require("nginx", "nginx-light");
        Programs.require("uwsgi", "uwsgi-core");
        Path classes = compile("Probe");
        Path ini = Files.writeString(directory.resolve("app.ini"), """
                [uwsgi]
                socket = %s/%%(server).sock
                jvm-classpath = /usr/share/java/uwsgi.jar
                jvm-classpath = %s
                jwsgi = Probe
                buffer-size = 8192
                """.formatted(directory, classes));
        int port = Programs.freePort();
        String common =
                "include /etc/nginx/uwsgi_params; uwsgi_modifier1 8; uwsgi_param X_EXTRA \"a b\"; uwsgi_pass unix:"
                        + directory + "/";
        try (ServerProcess jwsgi =
                        ServerProcess.jwsgi(directory, "--set-placeholder", "server=jwsgi", "--ini", ini.toString());
                ServerProcess uwsgi = ServerProcess.start(
                        directory,
                        Map.of(),
                        List.of(
                                "uwsgi",
                                "--plugins",
                                "jvm,jwsgi",
                                "--set-placeholder",
                                "server=uwsgi",
                                "--ini",
                                ini.toString()));
                ServerProcess nginx = Programs.nginx(
                        directory,
                        port,
                        "location /jwsgi/ { rewrite ^/jwsgi(.*)$ $1 break; " + common + "jwsgi.sock; } "
                                + "location /uwsgi/ { rewrite ^/uwsgi(.*)$ $1 break; " + common + "uwsgi.sock; }")) {
            jwsgi.awaitReady();
            uwsgi.awaitLine("JWSGI app \"Probe\" loaded");
            Map<String, String> ours = variables(port, "/jwsgi/env?a=b&c=%20d");
            Map<String, String> theirs = variables(port, "/uwsgi/env?a=b&c=%20d");
            assertThat(theirs).containsEntry("QUERY_STRING", "a=b&c=%20d").containsEntry("X_EXTRA", "a b");
            assertThat(ours).isEqualTo(theirs);
            assertThat(nginx.isAlive()).isTrue();
        }
    }

    private Map<String, String> variables(int port, String path) throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            HttpClient.Reply reply = client.send("GET " + path
                    + " HTTP/1.1\r\nHost: example.org\r\nCookie: a=b\r\nX-Twice: 1\r\nAccept: */*\r\n"
                    + "Connection: close\r\n\r\n");
            assertThat(reply.status()).isEqualTo(200);
            Map<String, String> variables = new TreeMap<>();
            reply.text()
                    .lines()
                    .forEach(line ->
                            variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
            // Each request has a port of its own, and the two paths differ before nginx rewrites them.
            variables.remove("REMOTE_PORT");
            variables.computeIfPresent("REQUEST_URI", (name, value) -> value.replaceFirst("^/[ju]wsgi", ""));
            return variables;
        }
    }

    private Path compile(String name) throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int status = javax.tools.ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", classes.toString(), Programs.app(name));
        assertThat(status).isZero();
        return classes;
    }

    private static void exercise(int port) throws Exception {
        assertThat(HttpClient.get(port, "/").text()).isEqualTo("hello from worker\n");
        assertThat(HttpClient.get(port, "/big?1048576").body()).hasSize(1048576);
        assertThat(HttpClient.get(port, "/not-modified").status()).isEqualTo(304);
        assertThat(HttpClient.get(port, "/throw").status()).isEqualTo(500);
        try (HttpClient client = new HttpClient(port)) {
            assertThat(client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status())
                    .isEqualTo(200);
        }
        uploads(port);
        servesOthersWhileAClientTrickles(port);
    }

    private static void uploads(int port) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /digest HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + UPLOAD + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[64 * 1024];
            for (int sent = 0; sent < UPLOAD; sent += block.length) {
                block[0] = (byte) (sent >> 16);
                digest.update(block);
                out.write(block);
            }
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains(UPLOAD + " " + HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static void servesOthersWhileAClientTrickles(int port) throws IOException {
        try (HttpClient slow = new HttpClient(port)) {
            slow.write("POST /digest HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\na"
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 10; i++) {
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
            }
            slow.write(new byte[] {'b'});
            assertThat(slow.read(false).text()).startsWith("2 fb8e20fc2e4c3f24");
        }
    }
}
