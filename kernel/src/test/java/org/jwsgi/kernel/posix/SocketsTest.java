package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
    private static final Endpoint LOCAL = new Endpoint.Inet4(0x7f000001, 0);

    private final List<Integer> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Sockets::close);
    }

    @Test
    void a_bound_socket_tells_its_address() {
        int fd = listening(LOCAL, 5);
        Endpoint bound = Sockets.localEndpoint(fd).orElseThrow();
        assertThat(bound.port()).isPositive();
        assertThat(bound.text()).isEqualTo("127.0.0.1:" + bound.port());
        assertThat(Sockets.isListening(fd)).isTrue();
        assertThat(Sockets.get(fd, Sockets.Option.SO_DOMAIN)).hasValue(Sockets.AF_INET);
    }

    @Test
    void an_address_in_use_is_told_with_its_errno() {
        Endpoint taken = Sockets.localEndpoint(listening(LOCAL, 5)).orElseThrow();
        int second = keep(Sockets.open(Sockets.AF_INET));
        assertThatThrownBy(() -> Sockets.bind(second, taken))
                .isInstanceOfSatisfying(
                        PosixException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
                .hasMessage("cannot bind " + taken.text() + ": address already in use");
    }

    @Test
    void only_listening_stream_sockets_listen() throws IOException {
        int bound = keep(Sockets.open(Sockets.AF_INET));
        Sockets.bind(bound, LOCAL);
        assertThat(Sockets.isListening(bound)).isFalse();
        assertThat(Sockets.isListening(-1)).isFalse();
        assertThat(Sockets.isListening(12345)).isFalse();
        assertThat(Sockets.localEndpoint(12345)).isEmpty();
    }

    @Test
    void descriptors_close_on_exec_until_told_otherwise() {
        int fd = keep(Sockets.open(Sockets.AF_UNIX));
        assertThat(Sockets.isCloseOnExec(fd)).isTrue();
        Sockets.setCloseOnExec(fd, false);
        assertThat(Sockets.isCloseOnExec(fd)).isFalse();
        int copy = keep(Sockets.duplicate(fd, 300));
        assertThat(copy).isGreaterThanOrEqualTo(300);
        assertThat(Sockets.isCloseOnExec(copy)).isTrue();
        Sockets.close(copy);
        assertThat(Sockets.isOpen(copy)).isFalse();
    }

    @Test
    void blocking_is_a_property_of_the_socket_and_not_of_the_descriptor() throws IOException {
        int fd = keep(Sockets.open(Sockets.AF_UNIX));
        int copy = keep(Sockets.duplicate(fd, 3));
        Sockets.setNonBlocking(fd, true);
        assertThat(flags(copy) & 04000).isNotZero();
        Sockets.setNonBlocking(copy, false);
        assertThat(flags(fd) & 04000).isZero();
    }

    @Test
    void dev_null_takes_the_place_of_a_descriptor() throws IOException {
        int fd = keep(Sockets.open(Sockets.AF_UNIX));
        Sockets.replaceWithDevNull(fd);
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd))).isEqualTo(Path.of("/dev/null"));
        assertThat(Sockets.isCloseOnExec(fd)).isFalse();
    }

    @Test
    void options_are_set_and_read() {
        int fd = keep(Sockets.open(Sockets.AF_INET));
        Sockets.set(fd, Sockets.Option.SO_KEEPALIVE, 1);
        assertThat(Sockets.get(fd, Sockets.Option.SO_KEEPALIVE)).hasValue(1);
        Sockets.setSendTimeout(fd, 7);
        assertThatThrownBy(() -> Sockets.set(-1, Sockets.Option.SO_KEEPALIVE, 1))
                .hasMessage("cannot set SO_KEEPALIVE: bad file descriptor");
        assertThat(Sockets.get(-1, Sockets.Option.SO_TYPE)).isEmpty();
    }

    @Test
    @Timeout(20)
    void a_tcp_queue_counts_connections_that_wait() throws IOException {
        int fd = listening(LOCAL, 7);
        int port = Sockets.localEndpoint(fd).orElseThrow().port();
        assertThat(ListenQueue.of(fd)).contains(new ListenQueue(0, 7));
        try (var first = SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", port));
                var second = SocketChannel.open(new java.net.InetSocketAddress("127.0.0.1", port))) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            while (!ListenQueue.of(fd).equals(Optional.of(new ListenQueue(2, 7)))) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_unix_queue_counts_connections_that_wait(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        int fd = listening(new Endpoint.UnixPath(path.toString()), 7);
        Assumptions.assumeTrue(ListenQueue.of(fd).isPresent(), "the system has no sock_diag for UNIX sockets");
        assertThat(ListenQueue.of(fd)).contains(new ListenQueue(0, 7));
        try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            assertThat(ListenQueue.of(fd)).contains(new ListenQueue(1, 7));
        }
    }

    @Test
    void the_umask_counts_for_the_files_of_sockets(@TempDir Path directory) {
        Path path = directory.resolve("s");
        int before = Libc.callInt(Libc.function("umask"), 0027);
        try {
            listening(new Endpoint.UnixPath(path.toString()), 1);
        } finally {
            Libc.callInt(Libc.function("umask"), before);
        }
        assertThat(NativePath.statusOf(path.toString()).orElseThrow().mode() & 07777)
                .isEqualTo(0750);
    }

    @Test
    void what_does_not_listen_has_no_queue() {
        assertThat(ListenQueue.of(keep(Sockets.open(Sockets.AF_INET)))).isEmpty();
        assertThat(ListenQueue.of(-1)).isEmpty();
    }

    private int listening(Endpoint endpoint, int backlog) {
        int fd = keep(Sockets.open(endpoint.domain()));
        Sockets.bind(fd, endpoint);
        Sockets.listen(fd, backlog);
        return fd;
    }

    private int keep(int fd) {
        open.add(fd);
        return fd;
    }

    private static int flags(int fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd))) {
            if (line.startsWith("flags:")) {
                return Integer.parseInt(line.substring(6).strip(), 8);
            }
        }
        throw new AssertionError("no flags");
    }
}
