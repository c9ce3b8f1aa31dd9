package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.listener.InheritedListener;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.listener.ReservedListener;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.ListenQueue;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.posix.Sockets.Option;

class ListenerTableTest {
    private static final Endpoint LOCAL = new Endpoint.Inet4(0x7f000001, 0);

    private final ListenerFixture fixture = new ListenerFixture();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_chosen_port_is_in_the_name_and_clients_can_connect() throws IOException {
        Listener listener = fixture.table("http-socket=127.0.0.1:0").bind().getFirst();
        assertThat(listener)
                .isEqualTo(new Listener(
                        0,
                        listener.fd(),
                        "127.0.0.1:" + listener.port(),
                        Listener.Family.TCP,
                        listener.port(),
                        "http",
                        false));
        assertThat(fixture.log.lines())
                .containsExactly(
                        "jwsgi socket 0 bound to TCP address " + listener.name() + " (port auto-assigned) fd "
                                + listener.fd(),
                        "your server socket listen backlog is limited to 100 connections");
        assertThat(ListenQueue.of(listener.fd())).contains(new ListenQueue(0, 100));
        try (SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", listener.port()))) {
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(Sockets.isCloseOnExec(listener.fd())).isTrue();
        assertThat(Sockets.get(listener.fd(), Option.SO_REUSEADDR)).hasValue(1);
    }

    @Test
    void a_fixed_port_keeps_its_configured_name() {
        int port = freePort();
        List<Listener> listeners = fixture.table("socket=localhost:" + port).bind();
        assertThat(listeners.getFirst().name()).isEqualTo("localhost:" + port);
        assertThat(listeners.getFirst().port()).isEqualTo(port);
        assertThat(fixture.log.lines().getFirst())
                .isEqualTo("jwsgi socket 0 bound to TCP address localhost:" + port + " fd "
                        + listeners.getFirst().fd());
    }

    @Test
    void no_host_means_all_ipv4_interfaces() {
        Listener listener = fixture.table("socket=:0").bind().getFirst();
        assertThat(listener.name()).isEqualTo(":" + listener.port());
        assertThat(Sockets.localEndpoint(listener.fd())).contains(new Endpoint.Inet4(0, listener.port()));
    }

    @Test
    void ipv6_is_bound() throws IOException {
        assumeIpv6();
        Listener listener = fixture.table("socket=[::1]:0").bind().getFirst();
        assertThat(listener.family()).isEqualTo(Listener.Family.TCP6);
        assertThat(listener.name()).isEqualTo("[::1]:" + listener.port());
        assertThat(fixture.log.lines().getFirst()).startsWith("jwsgi socket 0 bound to TCP6 address [::1]:");
        try (SocketChannel client = SocketChannel.open(new InetSocketAddress("::1", listener.port()))) {
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void an_interface_is_found_by_the_beginning_of_its_address() {
        Listener listener = fixture.table("socket=127.0.0.*:0").bind().getFirst();
        assertThat(listener.name()).isEqualTo("127.0.0.1:" + listener.port());
        assertThat(fixture.log.lines().getFirst())
                .matches("\\[jwsgi-autoip] found 127\\.0\\.0\\.1:0 for 127\\.0\\.0\\.\\*:0 on interface \\S+");
        assertRefused(
                "unable to find a valid socket address: no interface has one that matches 203.0.113.*:80",
                "socket=203.0.113.*:80");
    }

    @Test
    void acquired_sockets_fill_in_for_configured_addresses_and_follow_them() {
        int named = fixture.listening(LOCAL);
        int other = fixture.listening(LOCAL);
        Endpoint address = Sockets.localEndpoint(named).orElseThrow();
        ListenerTable table = fixture.table("socket=127.0.0.1:0", "http-socket=" + address.text());
        table.acquired(
                "zerg",
                List.of(
                        new InheritedListener(other, Optional.of("fastcgi")),
                        new InheritedListener(named, Optional.of("scgi"))));
        List<Listener> listeners = table.bind();
        assertThat(listeners).hasSize(3);
        assertThat(listeners.get(1).fd()).isEqualTo(named);
        assertThat(listeners.get(1).protocol()).isEqualTo("http");
        assertThat(listeners.get(2).fd()).isEqualTo(other);
        assertThat(listeners.get(2).protocol()).isEqualTo("fastcgi");
        assertThat(fixture.log.lines())
                .contains(
                        "jwsgi zerg socket 1 attached to INET address " + address.text() + " fd " + named,
                        "zerg sockets attached");
    }

    @Test
    void after_a_reload_an_acquired_socket_serves_only_a_configured_address() {
        int fd = fixture.listening(LOCAL);
        String address = Sockets.localEndpoint(fd).orElseThrow().text();
        ListenerTable before = fixture.table();
        before.acquired("zerg", List.of(new InheritedListener(fd, Optional.empty())));
        before.bind();
        String handed = before.keepAcrossExec(7);
        fixture.forget(before);
        fixture.inherited = InheritedSockets.find(
                java.util.Map.of(InheritedSockets.RELOAD_VARIABLE, handed), 7, -1, 3, fixture.log);
        assertThat(fixture.table("socket=" + address).bind().getFirst().fd()).isEqualTo(fd);
        assertThat(fixture.table().bind()).isEmpty();
        assertThat(Sockets.isOpen(fd)).isFalse();
    }

    @Test
    void only_sockets_of_its_own_refuse_clients() {
        int acquired = fixture.listening(LOCAL);
        ListenerTable table = fixture.table("socket=127.0.0.1:0");
        table.acquired("zerg", List.of(new InheritedListener(acquired, Optional.empty())));
        int own = table.bind().getFirst().fd();
        table.refuse();
        assertThat(Sockets.isListening(own)).isFalse();
        assertThat(Sockets.isListening(acquired)).isTrue();
    }

    @Test
    void an_acquired_descriptor_must_listen() {
        int fd = fixture.keep(Sockets.open(Sockets.AF_INET));
        assertThatThrownBy(() -> fixture.table().acquired("zerg", List.of(new InheritedListener(fd, Optional.empty()))))
                .isInstanceOf(JwsgiException.class)
                .hasMessage("cannot use descriptor " + fd + " of zerg: it is not a listening socket");
    }

    @Test
    void reserved_sockets_are_held_over_a_reload_but_not_served() throws IOException {
        fixture.mode = Optional.of(new FileMode(0600));
        String requests = directory.resolve("requests").toString();
        String service = directory.resolve("a:1").toString();
        List<ReservedListener> wanted = List.of(
                new ReservedListener(requests, ReservedListener.Use.REQUESTS),
                new ReservedListener(service, ReservedListener.Use.PRIVATE_SERVICE));
        ListenerTable table = fixture.table();
        table.reserve(wanted);
        assertThat(table.bind()).isEmpty();
        assertThat(table.holdsForOthers()).isTrue();
        assertThat(Files.getPosixFilePermissions(Path.of(requests))).hasSize(2);
        assertThat(Files.getPosixFilePermissions(Path.of(service))).hasSizeGreaterThan(2);
        List<OpenListener> open = table.open();
        assertThat(open).extracting(OpenListener::configured).containsExactly(requests, service);
        assertThat(open).allMatch(listener -> listener.protocol().isEmpty());
        String handed = table.keepAcrossExec(7);
        fixture.forget(table);
        fixture.inherited = InheritedSockets.find(
                java.util.Map.of(InheritedSockets.RELOAD_VARIABLE, handed), 7, -1, 3, fixture.log);
        ListenerTable next = fixture.table();
        next.reserve(wanted);
        next.bind();
        assertThat(next.open()).isEqualTo(open);
        next.vacuum();
        assertThat(Path.of(requests)).doesNotExist();
        assertThat(Path.of(service)).doesNotExist();
    }

    @Test
    void a_unix_socket_is_bound_over_a_stale_one_and_over_a_live_one() throws IOException {
        Path path = directory.resolve("app.sock");
        fixture.table("socket=" + path).bind();
        Listener second = fixture.table("socket=" + path).bind().getFirst();
        assertThat(second.name()).isEqualTo(path.toString());
        assertThat(second.family()).isEqualTo(Listener.Family.UNIX);
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(client.connect(UnixDomainSocketAddress.of(path))).isTrue();
        }
        assertThat(fixture.log.lines()).contains("jwsgi socket 0 bound to UNIX address " + path + " fd " + second.fd());
    }

    @Test
    void what_is_no_socket_is_never_removed() throws IOException {
        Path file = Files.writeString(directory.resolve("data"), "precious");
        assertRefused("cannot bind " + file + ": there is a file of this name that is not a socket", "socket=" + file);
        assertThat(file).hasContent("precious");
        assertRefused(
                "cannot bind " + directory + ": there is a file of this name that is not a socket",
                "socket=" + directory);
    }

    @Test
    void an_abstract_name_is_bound_with_its_trailing_zero_byte() throws IOException {
        String name = "jwsgi-test-" + ProcessHandle.current().pid();
        Listener listener = fixture.table("socket=@" + name).bind().getFirst();
        assertThat(listener.family()).isEqualTo(Listener.Family.ABSTRACT);
        assertThat(listener.name()).isEqualTo("@" + name);
        assertThat(abstractNames()).contains("@" + name + "@").doesNotContain("@" + name);
        assertRefused("cannot bind \\0" + name + ": address already in use", "socket=\\0" + name);
        fixture.abstractSocket = true;
        Listener path = fixture.table("socket=" + name + "/path").bind().getFirst();
        assertThat(path.family()).isEqualTo(Listener.Family.ABSTRACT);
        assertThat(abstractNames()).contains("@" + name + "/path@");
    }

    @Test
    void numbers_follow_the_declaration_across_options_and_a_repeated_name_is_bound_once() {
        int port = freePort();
        Path path = directory.resolve("s");
        List<Listener> listeners = fixture.table(
                        "socket=127.0.0.1:0",
                        "master=true",
                        "http-socket=127.0.0.1:" + port,
                        "socket= 127.0.0.1:" + port,
                        "http-socket=" + path)
                .bind();
        assertThat(listeners).extracting(Listener::number).containsExactly(0, 1, 2);
        assertThat(listeners).extracting(Listener::protocol).containsExactly("uwsgi", "http", "http");
        assertThat(listeners.get(1).name()).isEqualTo("127.0.0.1:" + port);
        assertThat(fixture.log.lines()).element(0).asString().startsWith("jwsgi socket 1 bound");
        assertThat(fixture.log.lines()).element(2).asString().startsWith("jwsgi socket 0 bound");
    }

    @Test
    void all_mistakes_in_addresses_are_told_at_once_with_their_lines() {
        assertThatThrownBy(() -> fixture.table("socket", "socket=127.0.0.1:0", "http-socket=a:b", "shared-socket==0"))
                .isInstanceOfSatisfying(
                        JwsgiException.class, e -> assertThat(e.kind()).isEqualTo(JwsgiException.Kind.USER))
                .hasMessage("""
                        app.ini:1: socket: invalid/empty jwsgi socket name
                        app.ini:3: http-socket: invalid socket address "a:b": "b" is no port, which is a number from 0 to 65535
                        app.ini:4: shared-socket: a shared socket needs an address of its own, not =0""");
    }

    @Test
    void an_address_in_use_is_told_as_uwsgi_does_and_nothing_stays_open() throws IOException {
        String taken =
                Sockets.localEndpoint(fixture.listening(LOCAL)).orElseThrow().text();
        long before = openSockets();
        assertRefused("cannot bind " + taken + ": address already in use", "socket=127.0.0.1:0", "socket=" + taken);
        assertThat(fixture.log.lines())
                .contains("probably another instance of jwsgi is running on the same address (" + taken + ").");
        assertThat(openSockets()).isEqualTo(before);
    }

    @Test
    void an_address_of_another_machine_needs_freebind() {
        assertRefused("cannot bind 203.0.113.1:7: cannot assign requested address", "socket=203.0.113.1:7");
        fixture.tuning =
                new SocketTuning(true, false, 0, false, Duration.ZERO, Optional.empty(), Optional.empty(), false);
        assertThat(fixture.table("socket=203.0.113.1:0").bind()).hasSize(1);
    }

    @Test
    void unknown_hosts_are_told() {
        assertRefused("cannot resolve \"no-such-host.invalid:80\": unknown host", "socket=no-such-host.invalid:80");
        assertRefused(
                "cannot resolve \"[zz::1]:80\": \"zz::1\" is no IPv6 address of this machine", "socket=[zz::1]:80");
        assertRefused("cannot bind " + directory + "/no/s: no such file or directory", "socket=" + directory + "/no/s");
    }

    @Test
    void the_backlog_is_checked_against_the_system() throws IOException {
        int limit = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).getFirst());
        fixture.listen = limit;
        assertThat(fixture.table("socket=127.0.0.1:0").bind()).hasSize(1);
        fixture.listen = limit + 1;
        assertRefused(
                "Listen queue size is greater than the system max net.core.somaxconn (" + limit + ").",
                "socket=127.0.0.1:0");
    }

    @Test
    void two_instances_share_a_port_when_both_say_so() {
        fixture.tuning =
                new SocketTuning(false, true, 0, false, Duration.ZERO, Optional.empty(), Optional.empty(), false);
        String address = fixture.table("socket=127.0.0.1:0").bind().getFirst().name();
        assertThat(fixture.table("socket=" + address).bind()).hasSize(1);
    }

    @Test
    void options_reach_the_socket() {
        fixture.tuning = new SocketTuning(
                false,
                false,
                5,
                true,
                Duration.ofSeconds(7),
                Optional.of(new ByteSize(50_000)),
                Optional.of(new ByteSize(40_000)),
                true);
        Listener listener = fixture.table("socket=127.0.0.1:0").bind().getFirst();
        assertThat(Sockets.get(listener.fd(), Option.TCP_NODELAY)).hasValue(1);
        assertThat(Sockets.get(listener.fd(), Option.SO_KEEPALIVE)).hasValue(1);
        assertThat(Sockets.get(listener.fd(), Option.TCP_FASTOPEN)).hasValue(5);
        assertThat(Sockets.get(listener.fd(), Option.SO_SNDBUF)).hasValue(100_000);
        assertThat(Sockets.get(listener.fd(), Option.SO_RCVBUF)).hasValue(80_000);
        assertThat(Sockets.get(listener.fd(), Option.TCP_DEFER_ACCEPT)).hasValue(0);
        assertThat(fixture.log.lines().getFirst()).isEqualTo("TCP_FASTOPEN enabled on 127.0.0.1:0");
    }

    @Test
    void accepting_is_deferred_unless_the_socket_is_undeferred() {
        List<Listener> listeners = fixture.table(
                        "socket=127.0.0.1:0",
                        "shared-socket=127.0.0.1:0",
                        "undeferred-shared-socket=127.0.0.1:0",
                        "http-socket==0",
                        "socket==1")
                .bind();
        assertThat(deferral(listeners.get(0))).isPositive();
        assertThat(deferral(listeners.get(1))).isPositive();
        assertThat(deferral(listeners.get(2))).isZero();
    }

    @Test
    void shared_sockets_are_mapped_by_number() {
        Path path = directory.resolve("shared");
        ListenerTable table =
                fixture.table("http-socket==1", "shared-socket=127.0.0.1:0", "shared-socket=" + path, "socket==0");
        table.bindShared();
        assertThat(fixture.log.lines()).hasSize(2);
        List<Listener> listeners = table.bind();
        String tcp = listeners.get(1).name();
        int fd = listeners.get(1).fd();
        assertThat(fixture.log.lines())
                .startsWith(
                        "jwsgi shared socket 0 bound to TCP address " + tcp + " fd " + fd,
                        "jwsgi shared socket 1 bound to UNIX address " + path + " fd "
                                + listeners.get(0).fd(),
                        "jwsgi socket 0 mapped to shared socket 1 (" + path + ") fd "
                                + listeners.get(0).fd(),
                        "jwsgi socket 1 mapped to shared socket 0 (" + tcp + ") fd " + fd);
        assertThat(listeners).extracting(Listener::shared).containsExactly(true, true);
        assertThat(listeners).extracting(Listener::protocol).containsExactly("http", "uwsgi");
    }

    @Test
    void a_shared_socket_that_is_missing_or_has_a_user_is_refused() {
        assertRefused("unable to use shared socket 0", "socket==0");
        assertRefused(
                "cannot map socket 1 to shared socket 0: socket 0 has it",
                "shared-socket=127.0.0.1:0",
                "socket==0",
                "http-socket==00");
    }

    @Test
    void a_descriptor_is_used_as_it_is() throws IOException {
        int fd = fixture.listening(LOCAL);
        String bound = Sockets.localEndpoint(fd).orElseThrow().text();
        Listener listener = fixture.table("http-socket=fd://" + fd).bind().getFirst();
        assertThat(listener.fd()).isEqualTo(fd);
        assertThat(listener.name()).isEqualTo(bound);
        assertThat(fixture.log.lines().getFirst())
                .isEqualTo("jwsgi socket 0 inherited INET address " + bound + " fd " + fd);
        int plain = fixture.keep(Sockets.open(Sockets.AF_INET));
        assertRefused(
                "cannot use descriptor " + plain + " of socket address \"fd://" + plain
                        + "\": it is not a listening socket",
                "socket=fd://" + plain);
        assertRefused(
                "cannot use descriptor 99999 of socket address \"fd://99999\": it is not open", "socket=fd://99999");
    }

    @Test
    void mode_and_owner_of_unix_sockets_are_set() throws IOException {
        Path path = directory.resolve("s");
        fixture.mode = Optional.of(new FileMode(0666));
        fixture.owner = Optional.of(
                Files.getAttribute(directory, "unix:uid") + ":" + Files.getAttribute(directory, "unix:gid"));
        fixture.table("socket=" + path, "socket=127.0.0.1:0").bind();
        assertThat((int) Files.getAttribute(path, "unix:mode") & 07777).isEqualTo(0666);
        assertThat(fixture.log.lines().getFirst()).isEqualTo("chmod() socket to 666 for lazy and brave users");
        fixture.mode = Optional.of(new FileMode(0660));
        fixture.owner = Optional.of("no-such-user");
        assertRefused("unable to find user no-such-user", "socket=" + path);
        fixture.owner = Optional.of("root:no-such-group");
        assertRefused("unable to find group no-such-group", "socket=" + path);
        assertThat((int) Files.getAttribute(path, "unix:mode") & 07777).isEqualTo(0660);
    }

    @Test
    void root_can_give_a_unix_socket_away() throws IOException {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path path = directory.resolve("s");
        fixture.owner = Optional.of("12345:54321");
        fixture.table("socket=" + path).bind();
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(path, "unix:gid")).isEqualTo(54321);
    }

    @Test
    void unix_sockets_go_to_the_user_who_serves_but_shared_ones_stay() throws IOException {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path own = directory.resolve("own");
        Path shared = directory.resolve("shared");
        ListenerTable table =
                fixture.table("shared-socket=" + shared, "socket==0", "socket=" + own, "socket=127.0.0.1:0");
        table.bind();
        table.giveTo(12345, 54321);
        assertThat(Files.getAttribute(own, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(own, "unix:gid")).isEqualTo(54321);
        assertThat(Files.getAttribute(shared, "unix:uid")).isEqualTo(0);
    }

    @Test
    void vacuum_removes_the_files_that_are_still_ours() throws IOException {
        Path ours = directory.resolve("ours");
        Path theirs = directory.resolve("theirs");
        Path gone = directory.resolve("gone");
        ListenerTable table = fixture.table("socket=" + ours, "socket=" + theirs, "socket=" + gone, "socket=:0");
        table.bind();
        Files.move(theirs, directory.resolve("moved"));
        Files.createFile(theirs);
        Files.delete(gone);
        fixture.log.lines().clear();
        table.vacuum();
        assertThat(fixture.log.lines())
                .containsExactly(
                        "VACUUM: unix socket " + ours + " removed.",
                        "VACUUM WARNING: unix socket " + theirs + " changed inode. Skip removal");
        assertThat(ours).doesNotExist();
        assertThat(theirs).exists();
    }

    @Test
    void what_is_left_to_a_successor_stays_and_serves() throws IOException {
        Path ours = directory.resolve("ours");
        ListenerTable table = fixture.table("socket=" + ours);
        table.bind();
        table.leaveToSuccessor();
        table.refuse();
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(ours))) {
            assertThat(client.isConnected()).isTrue();
        }
        table.vacuum();
        assertThat(ours).exists();
    }

    @Test
    void the_file_of_a_stats_socket_is_named_as_such() {
        Path path = directory.resolve("stats");
        fixture.listening(new Endpoint.UnixPath(path.toString()));
        SocketFile file = SocketFile.of(path.toString()).orElseThrow();
        file.vacuum("(stats) ", fixture.log);
        file.vacuum("(stats) ", fixture.log);
        assertThat(fixture.log.lines()).containsExactly("VACUUM: unix socket " + path + " (stats) removed.");
    }

    @Test
    void the_standard_input_is_detached_unless_it_is_a_socket() throws IOException {
        int socket = fixture.listening(LOCAL);
        int other = fixture.keep(Sockets.open(Sockets.AF_UNIX));
        ListenerTable table = fixture.table("socket=fd://" + socket);
        table.bind();
        table.detach(socket, false);
        assertThat(Sockets.isListening(socket)).isTrue();
        table.detach(other, true);
        assertThat(Sockets.get(other, Option.SO_DOMAIN)).hasValue(Sockets.AF_UNIX);
        table.detach(other, false);
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + other))).isEqualTo(Path.of("/dev/null"));
    }

    private void assertRefused(String message, String... lines) {
        assertThatThrownBy(() -> fixture.table(lines).bind())
                .isInstanceOf(JwsgiException.class)
                .hasMessage(message);
    }

    private int freePort() {
        int fd = fixture.listening(LOCAL);
        int port = Sockets.localEndpoint(fd).orElseThrow().port();
        Sockets.close(fd);
        return port;
    }

    private static int deferral(Listener listener) {
        return Sockets.get(listener.fd(), Option.TCP_DEFER_ACCEPT).orElseThrow();
    }

    private static List<String> abstractNames() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/unix")).stream()
                .filter(line -> line.contains(" @"))
                .map(line -> line.substring(line.indexOf(" @") + 1))
                .toList();
    }

    private static long openSockets() {
        return IntStream.range(0, 1000).filter(Sockets::isListening).count();
    }

    private static void assumeIpv6() throws IOException {
        boolean found = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
        Assumptions.assumeTrue(found && InetAddress.getByName("::1") != null, "the machine has no ::1");
    }
}
