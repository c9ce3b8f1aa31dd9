package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.answer.AnswerServer;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.ServiceException;

@Timeout(60)
class StatsServerTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<AnswerServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(AnswerServer::close);
    }

    @Test
    void a_client_that_only_reads_gets_the_whole_tree_over_tcp() throws IOException, ParseException {
        AnswerServer server = start("127.0.0.1:0", false, Map.of());

        String text = StatsReader.read(StatsReader.tcp(server.name()));

        assertThat(StatsReader.parse(text.getBytes(US_ASCII), JSONParser.MODE_RFC4627))
                .containsEntry("version", "1.2.3")
                .containsEntry("listen_queue", 5);
        assertThat(text).startsWith("{\n\t\"version\":\"1.2.3\",\n").endsWith("\n}");
    }

    @Test
    void a_unix_socket_gets_its_mode_serves_and_is_removed_by_vacuum() throws IOException {
        Path socket = folder.resolve("stats.sock");
        AnswerServer server =
                start(socket.toString(), false, Map.of("chmod-socket", List.of("600"), "vacuum", List.of("true")));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(StatsReader.read(UnixDomainSocketAddress.of(socket))).contains("\"status\":\"busy\"");

        server.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void a_unix_socket_stays_without_vacuum_and_the_next_start_replaces_it() throws IOException {
        Path socket = folder.resolve("stats.sock");
        start(socket.toString(), false, Map.of()).close();
        assertThat(socket).exists();

        start(socket.toString(), false, Map.of());
        assertThat(StatsReader.read(UnixDomainSocketAddress.of(socket))).startsWith("{");
    }

    @Test
    void an_ordinary_file_is_never_removed() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "precious");

        assertThatThrownBy(() -> start(file.toString(), false, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessage("cannot bind stats server to " + file + ": a file that is no socket is in the way");
        assertThat(file).hasContent("precious");
    }

    @Test
    void bad_addresses_are_refused_in_one_line() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> start(address, false, Map.of()))
                    .isInstanceOf(ServiceException.class)
                    .hasMessage("cannot bind stats server to " + address + ": address already in use");
        }
        assertThatThrownBy(() -> start("127.0.0.1:nine", false, Map.of()))
                .hasMessage("cannot bind stats server to 127.0.0.1:nine: \"nine\" is no port");
        assertThatThrownBy(() -> start("@abstract", false, Map.of()))
                .hasMessageStartingWith("cannot bind stats server to @abstract: the JDK has no abstract UNIX sockets");
        assertThatThrownBy(() -> start("/no/such/folder/s", false, Map.of()))
                .hasMessage("cannot bind stats server to /no/such/folder/s: no such file or directory");
        assertThatThrownBy(() -> start("127.0.0.1:0", false, Map.of("chmod-socket", List.of("rw"))))
                .hasMessageStartingWith("cannot use chmod-socket \"rw\"");
    }

    @Test
    void in_http_the_answer_waits_for_a_request() throws IOException {
        AnswerServer server = start("127.0.0.1:0", true, Map.of());

        try (SocketChannel client = SocketChannel.open(StatsReader.tcp(server.name()))) {
            client.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII)));
            assertThat(StatsReader.readToEnd(client))
                    .startsWith("HTTP/1.0 200 OK\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n"
                            + "Content-Type: application/json\r\n\r\n{\n\t\"version\"");
        }
    }

    @Test
    void a_client_that_never_asks_is_closed_without_an_answer_after_four_seconds() throws IOException {
        AnswerServer server = start("127.0.0.1:0", true, Map.of());

        try (SocketChannel silent = SocketChannel.open(StatsReader.tcp(server.name()))) {
            // Once a later client has its answer, the silent one has been accepted.
            assertThat(ask(server)).contains("\"version\"");
            nanos.set(TimeUnit.SECONDS.toNanos(4));
            server.onTick();
            assertThat(server.clientCount()).isPositive();
            nanos.set(TimeUnit.SECONDS.toNanos(4) + 1);
            server.onTick();
            assertThat(StatsReader.readToEnd(silent)).isEmpty();
        }
    }

    @Test
    void any_number_of_silent_clients_keeps_nobody_waiting() throws IOException {
        AnswerServer server = start("127.0.0.1:0", true, Map.of());
        SocketAddress address = StatsReader.tcp(server.name());
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * AnswerServer.MAX_CLIENTS; i++) {
                silent.add(SocketChannel.open(address));
            }
            assertThat(ask(server)).contains("\"version\"");
            assertThat(StatsReader.readToEnd(silent.getFirst())).isEmpty();
            assertThat(server.clientCount()).isLessThanOrEqualTo(AnswerServer.MAX_CLIENTS);
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void closing_ends_the_thread_and_is_idempotent() throws InterruptedException {
        StatsOptions options = options("127.0.0.1:0", false);
        FakeMasterContext context = context(options, Map.of());
        AnswerServer server = server(context, options);
        server.close();
        server.start();
        server.close();
        server.close();

        context.threads().getFirst().join();
        assertThat(context.threads()).hasSize(1);
    }

    @Test
    void the_provider_creates_a_server_only_when_asked() {
        FakeMasterContext without = context(new StatsOptions(Optional.empty(), true, true, false, false), Map.of());
        FakeMasterContext with = context(options(" 127.0.0.1:0", false), Map.of());

        assertThat(new StatsServiceProvider().create(without)).isEmpty();
        assertThat(new StatsServiceProvider().create(with)).isPresent();
    }

    private static String ask(AnswerServer server) throws IOException {
        try (SocketChannel client = SocketChannel.open(StatsReader.tcp(server.name()))) {
            client.write(ByteBuffer.wrap("x".getBytes(US_ASCII)));
            return StatsReader.readToEnd(client);
        }
    }

    private AnswerServer start(String address, boolean http, Map<String, List<String>> configured) {
        StatsOptions options = options(address, http);
        AnswerServer server = server(context(options, configured), options);
        server.start();
        return server;
    }

    private static FakeMasterContext context(StatsOptions options, Map<String, List<String>> configured) {
        return new FakeMasterContext(options).snapshot(Snapshots.busy(Map.of())).instance("1.2.3", 42, configured);
    }

    private AnswerServer server(FakeMasterContext context, StatsOptions options) {
        AnswerServer server =
                StatsServiceProvider.server(context, options, options.address().orElseThrow(), nanos::get);
        servers.add(server);
        return server;
    }

    private static StatsOptions options(String address, boolean http) {
        return new StatsOptions(Optional.of(address), http, false, false, false);
    }
}
