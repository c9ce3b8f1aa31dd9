package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms that go to servers: over HTTP, by mail, to Redis; and servers that are not there or do not answer. */
class AlarmDeliveryIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--http-socket",
                "127.0.0.1:0",
                "--jwsgi",
                Programs.app("Alarmed"),
                "--die-on-term",
                "--alarm-timeout",
                "20"));
        arguments.addAll(List.of(more));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private static void raise(int port, String alarm) throws Exception {
        assertThat(HttpClient.get(port, "/alarm?" + alarm + ",the%20payload").status())
                .isEqualTo(200);
    }

    @Test
    void requests_reach_a_web_server() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI()
                    + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/refuse") ? 500 : 204, -1);
            exchange.close();
        });
        web.start();
        String url = "http://127.0.0.1:" + web.getAddress().getPort();
        try (ServerProcess server = start(
                "--alarm", "h1 curl:" + url + "/hook;method=PUT;subject=Subj",
                "--alarm", "w1 webhook:" + url + "/chat",
                "--alarm", "bad curl:" + url + "/refuse")) {
            int port = server.awaitPort();
            server.awaitReady();
            raise(port, "h1");
            raise(port, "w1");
            raise(port, "bad");
            server.awaitLine("[jwsgi-alarm] cannot raise alarm \"bad\": http://127.0.0.1: the server answers 500");
            ProcessLook.await("the message arrives", () -> requests.size() == 3);
            assertThat(requests)
                    .contains("PUT /hook Subject: Subj\r\n\r\nthe payload", "POST /refuse the payload")
                    .anySatisfy(request -> assertThat(request)
                            .startsWith("POST /chat {\"alarm\":\"w1\",\"message\":\"the payload\",\"text\":"));
        } finally {
            web.stop(0);
        }
    }

    @Test
    void a_mail_reaches_a_mail_server() throws Exception {
        try (MailSink sink = new MailSink();
                ServerProcess server = start(
                        "--alarm",
                        "m1 mail:smtp://127.0.0.1:" + sink.port() + ";mail_to=a@example.com,b@example.com"
                                + ";mail_from=server@example.com;subject=Trouble",
                        "--alarm",
                        "m2 curl:smtp://127.0.0.1:" + sink.port() + ";mail_to=c@example.com")) {
            int port = server.awaitPort();
            server.awaitReady();
            raise(port, "m1");
            ProcessLook.await("the message arrives", () -> sink.lines.contains("QUIT"));
            assertThat(sink.lines)
                    .contains(
                            "RCPT TO:<a@example.com>",
                            "RCPT TO:<b@example.com>",
                            "From: server@example.com",
                            "To: a@example.com, b@example.com",
                            "Subject: Trouble",
                            "the payload")
                    .anyMatch(line -> line.startsWith("MAIL FROM:<server@example.com>"));
            raise(port, "m2");
            ProcessLook.await("the message arrives", () -> sink.lines.contains("RCPT TO:<c@example.com>"));
        }
    }

    @Test
    void a_message_reaches_redis() throws Exception {
        Programs.require("redis-server", "redis-server");
        Path socket = directory.resolve("redis");
        try (ServerProcess redis = ServerProcess.start(
                        directory,
                        Map.of(),
                        List.of("redis-server", "--port", "0", "--unixsocket", socket.toString(), "--save", ""));
                ServerProcess server = start("--alarm", "r1 redis:" + socket + ",rpush alarms,PFX ")) {
            redis.awaitLine("server is now ready to accept connections");
            int port = server.awaitPort();
            server.awaitReady();
            raise(port, "r1");
            ProcessLook.await("Redis has the message", () -> redisCli(socket).contains("PFX the payload"));
        }
    }

    private String redisCli(Path socket) throws Exception {
        try (ServerProcess client = ServerProcess.start(
                directory, Map.of(), List.of("redis-cli", "-s", socket.toString(), "lrange", "alarms", "0", "-1"))) {
            assertThat(client.awaitExit()).isZero();
            return String.join("\n", client.lines());
        }
    }

    @Test
    void servers_that_are_not_there_or_silent_harm_nobody() throws Exception {
        int nobody = Programs.freePort();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerProcess server = start(
                        "--alarm", "h1 curl:http://127.0.0.1:" + nobody + "/",
                        "--alarm", "h2 curl:http://127.0.0.1:" + silent.getLocalPort() + "/;timeout=1;conn_timeout=1",
                        "--alarm", "m1 mail:smtp://127.0.0.1:" + nobody + ";mail_to=a@b",
                        "--alarm", "m2 mail:smtp://127.0.0.1:" + silent.getLocalPort() + ";mail_to=a@b;timeout=1",
                        "--alarm", "r1 redis:127.0.0.1:" + nobody,
                        "--alarm", "r2 redis:127.0.0.1:" + silent.getLocalPort())) {
            int port = server.awaitPort();
            server.awaitReady();
            for (String alarm : List.of("h1", "h2", "m1", "m2", "r1", "r2")) {
                raise(port, alarm);
            }
            for (String alarm : List.of("h1", "h2", "m1", "m2", "r1", "r2")) {
                server.awaitLine("[jwsgi-alarm] cannot raise alarm \"" + alarm + "\": ");
            }
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
        }
    }

    /** A mail server that takes everything and remembers what it was told. */
    private static final class MailSink implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> lines = new CopyOnWriteArrayList<>();

        MailSink() throws IOException {
            Thread unused = Thread.ofPlatform().daemon().name("mail sink").start(this::run);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void run() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    talk(client);
                } catch (IOException e) {
                    lines.add("the connection failed: " + e);
                }
            }
        }

        private void talk(Socket client) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            OutputStream out = client.getOutputStream();
            boolean data = false;
            out.write("220 sink\r\n".getBytes(UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                if (data) {
                    data = !line.equals(".");
                    if (!data) {
                        out.write("250 taken\r\n".getBytes(UTF_8));
                    }
                } else if (line.equals("DATA")) {
                    data = true;
                    out.write("354 go on\r\n".getBytes(UTF_8));
                } else if (line.equals("QUIT")) {
                    out.write("221 bye\r\n".getBytes(UTF_8));
                    return;
                } else {
                    out.write("250 fine\r\n".getBytes(UTF_8));
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
