package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.listener.DescriptorChannel;
import org.jwsgi.api.listener.DescriptorListener;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Sockets;

class PassedDescriptorsTest {
    private final ListenerFixture fixture = new ListenerFixture();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void as_many_descriptors_as_a_message_holds_arrive_in_order_at_an_abstract_name() throws Exception {
        String name = directory.toString();
        int fd = fixture.listening(new Endpoint.UnixAbstract(name, true));
        Sockets.setNonBlocking(fd, true);
        List<Integer> sent = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 253; i++) {
            endpoints.add(new Endpoint.UnixAbstract(name + i, true));
            sent.add(fixture.listening(endpoints.getLast()));
        }
        try (DescriptorListener listener = PassedDescriptors.PASSING.accepting(fd);
                DescriptorChannel client = PassedDescriptors.PASSING.connect("@" + name, Duration.ofSeconds(30))) {
            try (DescriptorChannel server = listener.accept()) {
                assertThat(server.peer().user()).isEqualTo(Credentials.effectiveUid());
                assertThat(server.peer().pid())
                        .isEqualTo((int) ProcessHandle.current().pid());
                server.send(new byte[] {1, 2, 3}, sent);
            }
            DescriptorChannel.Received received = client.receive(100);
            received.descriptors().forEach(fixture::keep);
            assertThat(received.bytes()).containsExactly(1, 2, 3);
            assertThat(received.complete()).isTrue();
            assertThat(received.descriptors()).hasSize(253).allMatch(Sockets::isCloseOnExec);
            for (int i = 0; i < 253; i++) {
                assertThat(Sockets.localEndpoint(received.descriptors().get(i))).contains(endpoints.get(i));
            }
            assertThat(client.receive(100).atEnd()).isTrue();
            assertThatThrownBy(() -> client.send(new byte[] {1}, List.of())).isInstanceOf(IOException.class);
        }
        assertThat(Sockets.isListening(fd)).isTrue();
    }

    @Test
    void nobody_waits_for_ever() throws Exception {
        int fd = fixture.listening(new Endpoint.UnixPath(directory + "/silent"));
        assertThat(fd).isPositive();
        try (DescriptorChannel client =
                PassedDescriptors.PASSING.connect(directory + "/silent", Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.receive(10)).isInstanceOf(InterruptedIOException.class);
        }
        assertThatThrownBy(() -> PassedDescriptors.PASSING.connect(directory + "/none", Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("no such file or directory");
    }

    @Test
    void closing_ends_the_accepting_and_leaves_the_socket() throws Exception {
        int fd = fixture.listening(new Endpoint.UnixPath(directory + "/z"));
        Sockets.setNonBlocking(fd, true);
        DescriptorListener listener = PassedDescriptors.PASSING.accepting(fd);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                listener.accept().close();
                end.complete(new AssertionError("nobody has connected"));
            } catch (IOException e) {
                end.complete(e);
            }
        });
        listener.close();
        assertThat(end.get()).isInstanceOf(ClosedChannelException.class);
        assertThat(Sockets.isListening(fd)).isTrue();
        assertThatThrownBy(listener::accept).isInstanceOf(ClosedChannelException.class);
    }
}
