package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.ListenQueue;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.socket.InheritedSocket.Origin;

class InheritedSocketsTest {
    private static final Endpoint LOCAL = new Endpoint.Inet4(0x7f000001, 0);
    private static final long PID = 4711;

    private final ListenerFixture fixture = new ListenerFixture();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_reload_keeps_every_socket_with_its_port() throws IOException {
        Path path = directory.resolve("s");
        String[] config = {
            "socket=127.0.0.1:0",
            "http-socket=" + path,
            "socket=@jwsgi-reload-" + ProcessHandle.current().pid(),
            "shared-socket=127.0.0.1:0",
            "socket==0",
            "socket=localhost:0"
        };
        List<Listener> before = reload(fixture.table(config));
        List<Listener> after = fixture.table(config).bind();
        assertThat(after).extracting(Listener::name).isEqualTo(names(before));
        assertThat(after).extracting(Listener::protocol).containsExactly("uwsgi", "http", "uwsgi", "uwsgi", "uwsgi");
        assertThat(fixture.log.lines())
                .containsExactly(
                        "jwsgi shared socket 0 inherited TCP address " + line(after.get(3)),
                        "jwsgi socket 3 mapped to shared socket 0 ("
                                + after.get(3).name() + ") fd " + after.get(3).fd(),
                        "jwsgi socket 1 inherited UNIX address " + line(after.get(1)),
                        "jwsgi socket 2 inherited UNIX address " + line(after.get(2)),
                        "jwsgi socket 0 inherited INET address " + line(after.get(0)),
                        "jwsgi socket 4 inherited INET address " + line(after.get(4)),
                        "your server socket listen backlog is limited to 100 connections");
        assertThat(after)
                .allSatisfy(listener ->
                        assertThat(Sockets.isCloseOnExec(listener.fd())).isTrue());
    }

    @Test
    void a_reload_follows_the_new_configuration() throws IOException {
        Path path = directory.resolve("s");
        ListenerTable table = fixture.table("socket=127.0.0.1:0", "socket=" + path, "socket=127.0.0.2:0");
        List<Listener> before = reload(table);
        String kept = before.get(0).name();
        String dropped = before.get(2).name();
        fixture.listen = 50;
        fixture.mode = Optional.of(new FileMode(0600));
        List<Listener> after = fixture.table("http-socket=" + path, "socket=127.0.0.1:0", "http-socket=" + kept)
                .bind();
        assertThat(after.get(2).name())
                .as("an exact address wins over any port")
                .isEqualTo(kept);
        assertThat(after.get(1).name()).isNotEqualTo(kept);
        assertThat(after.get(0).protocol()).isEqualTo("http");
        assertThat(Files.getAttribute(path, "unix:mode"))
                .isEqualTo((int) Files.getAttribute(path, "unix:mode") & ~0777 | 0600);
        assertThat(ListenQueue.of(after.get(2).fd())).contains(new ListenQueue(0, 50));
        assertThat(fixture.table("socket=" + dropped).bind())
                .as("the socket that the configuration dropped was closed")
                .hasSize(1);
    }

    @Test
    void a_socket_whose_file_was_removed_is_bound_anew() throws IOException {
        Path path = directory.resolve("s");
        reload(fixture.table("socket=" + path));
        Files.delete(path);
        fixture.table("socket=" + path).bind();
        assertThat(fixture.log.lines().getFirst()).startsWith("jwsgi socket 0 bound to UNIX address " + path);
        assertThat(path).exists();
    }

    @Test
    void the_new_image_vacuums_what_the_old_one_bound() throws IOException {
        Path path = directory.resolve("s");
        reload(fixture.table("socket=" + path));
        ListenerTable table = fixture.table("socket=" + path);
        table.bind();
        table.vacuum();
        assertThat(fixture.log.lines()).last().isEqualTo("VACUUM: unix socket " + path + " removed.");
        assertThat(path).doesNotExist();
    }

    @Test
    void a_process_that_finds_the_variable_of_its_ancestor_inherits_nothing() {
        ListenerTable table = fixture.table("socket=127.0.0.1:0");
        table.bind();
        Map<String, String> environment = Map.of(InheritedSockets.RELOAD_VARIABLE, table.keepAcrossExec(PID));
        assertThat(InheritedSockets.find(environment, PID, -1, 3, fixture.log).sockets())
                .hasSize(1);
        assertThat(InheritedSockets.find(environment, PID + 1, -1, 3, fixture.log)
                        .sockets())
                .isEmpty();
    }

    @Test
    void systemd_passes_sockets_in_order() {
        int first =
                consecutive(LOCAL, new Endpoint.UnixPath(directory.resolve("s").toString()));
        fixture.inherited = systemd(first, 2);
        List<Listener> listeners = fixture.table("http-socket=127.0.0.1:0").bind();
        String tcp = Sockets.localEndpoint(first).orElseThrow().text();
        assertThat(fixture.log.lines())
                .startsWith(
                        "- SystemD socket activation detected -",
                        "jwsgi socket 1 attached to INET address " + tcp + " fd " + first,
                        "jwsgi socket 2 attached to UNIX address " + directory.resolve("s") + " fd " + (first + 1));
        assertThat(listeners).extracting(Listener::protocol).containsExactly("http", "uwsgi", "uwsgi");
    }

    @Test
    void a_socket_of_systemd_serves_the_address_that_names_it() {
        int first = consecutive(LOCAL, LOCAL);
        fixture.inherited = systemd(first, 2);
        int port = Sockets.localEndpoint(first).orElseThrow().port();
        List<Listener> listeners =
                fixture.table("http-socket=localhost:" + port).bind();
        assertThat(listeners).extracting(Listener::fd).containsExactly(first, first + 1);
        assertThat(listeners).extracting(Listener::protocol).containsExactly("http", "uwsgi");
        assertThat(fixture.log.lines())
                .contains("jwsgi socket 0 attached to INET address localhost:" + port + " fd " + first);
    }

    @Test
    void a_bare_port_takes_the_socket_that_systemd_opened_for_all_addresses() {
        int fd = fixture.keep(Sockets.open(Sockets.AF_INET));
        Sockets.bind(fd, new Endpoint.Inet4(0, 0));
        int port = Sockets.localEndpoint(fd).orElseThrow().port();
        InheritedPool.Found dual = new InheritedPool.Found(
                InheritedSocket.passedBy(Origin.SYSTEMD, fd), new Endpoint.Inet6(0, 0, port, 0));
        assertThat(InheritedPool.isBoundTo(new Endpoint.Inet4(0, port), dual)).isTrue();
        assertThat(InheritedPool.isBoundTo(new Endpoint.Inet4(0, port + 1), dual))
                .isFalse();
        assertThat(InheritedPool.isBoundTo(new Endpoint.Inet4(1, port), dual)).isFalse();
    }

    @Test
    void sockets_of_systemd_survive_a_reload() {
        int first = consecutive(LOCAL, LOCAL);
        fixture.inherited = systemd(first, 2);
        ListenerTable table = fixture.table();
        reload(table);
        List<Listener> after = fixture.table().bind();
        assertThat(after).extracting(Listener::fd).containsExactly(first, first + 1);
        assertThat(fixture.log.lines())
                .startsWith(
                        "jwsgi socket 0 inherited INET address " + after.get(0).name() + " fd " + first);
    }

    @Test
    void variables_of_systemd_that_mean_others_or_nothing_count_for_nothing() {
        int first = consecutive(LOCAL);
        for (Map<String, String> environment : List.of(
                Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1"),
                Map.of("LISTEN_PID", "x", "LISTEN_FDS", "1"),
                Map.of("LISTEN_FDS", "1"),
                Map.of("LISTEN_PID", "" + PID),
                Map.of("LISTEN_PID", "" + PID, "LISTEN_FDS", "0"),
                Map.of("LISTEN_PID", "" + PID, "LISTEN_FDS", "-1"),
                Map.of("UPSTART_EVENTS", "other", "UPSTART_FDS", "" + first))) {
            assertThat(InheritedSockets.find(environment, PID, -1, first, fixture.log)
                            .sockets())
                    .isEmpty();
        }
        assertThat(fixture.log.lines()).isEmpty();
    }

    @Test
    void upstart_passes_one_socket() {
        int fd = fixture.listening(LOCAL);
        fixture.inherited = InheritedSockets.find(
                Map.of("UPSTART_EVENTS", "socket", "UPSTART_FDS", "" + fd, "UPSTART_JOB", "web"),
                PID,
                -1,
                3,
                fixture.log);
        Listener listener = fixture.table().bind().getFirst();
        assertThat(fixture.log.lines())
                .startsWith(
                        "- Upstart socket bridge detected (job: web) -",
                        "jwsgi socket 0 attached to INET address " + listener.name() + " fd " + fd);
    }

    @Test
    void the_standard_input_is_served_when_it_listens() {
        int fd = fixture.listening(LOCAL);
        int plain = fixture.keep(Sockets.open(Sockets.AF_INET));
        fixture.protocol = "http";
        fixture.inherited = InheritedSockets.find(Map.of(), PID, fd, 3, fixture.log);
        Listener listener = fixture.table().bind().getFirst();
        assertThat(listener.protocol()).isEqualTo("http");
        assertThat(fixture.log.lines().getFirst()).isEqualTo("jwsgi socket 0 inherited INET address " + line(listener));
        assertThat(InheritedSockets.find(Map.of(), PID, plain, 3, fixture.log).sockets())
                .isEmpty();
        assertThat(InheritedSockets.find(Map.of(), PID, true).sockets()).isEmpty();
    }

    /** Binds a table and hands its sockets on, as if this process were the image after the exec. */
    private List<Listener> reload(ListenerTable table) {
        List<Listener> before = table.bind();
        String value = table.keepAcrossExec(PID);
        assertThat(table.descriptors())
                .allSatisfy(fd -> assertThat(Sockets.isCloseOnExec(fd)).isFalse());
        fixture.inherited =
                InheritedSockets.find(Map.of(InheritedSockets.RELOAD_VARIABLE, value), PID, -1, 3, fixture.log);
        assertThat(fixture.inherited.sockets()).hasSize(table.descriptors().size());
        fixture.forget(table);
        fixture.log.lines().clear();
        return before;
    }

    private InheritedSockets systemd(int first, int count) {
        return InheritedSockets.find(
                Map.of("LISTEN_PID", "" + PID, "LISTEN_FDS", "" + count), PID, -1, first, fixture.log);
    }

    /** Opens listening sockets whose descriptors follow each other, as systemd passes them. */
    private int consecutive(Endpoint... endpoints) {
        int first = 0;
        for (int i = 0; i < endpoints.length; i++) {
            int fd = fixture.listening(endpoints[i]);
            int copy = fixture.keep(Sockets.duplicate(fd, i == 0 ? 400 : first + i));
            first = i == 0 ? copy : first;
            assertThat(copy).isEqualTo(first + i);
            Sockets.close(fd);
        }
        return first;
    }

    private static String line(Listener listener) {
        return listener.name() + " fd " + listener.fd();
    }

    private static List<String> names(List<Listener> listeners) {
        return listeners.stream().map(Listener::name).toList();
    }
}
