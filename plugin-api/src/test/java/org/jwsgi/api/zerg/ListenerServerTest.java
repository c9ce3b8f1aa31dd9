package org.jwsgi.api.zerg;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.listener.DescriptorChannel;
import org.jwsgi.api.listener.FakeDescriptors.FakeChannel;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.ServiceException;

class ListenerServerTest {
    @Test
    void the_message_is_uwsgis_byte_for_byte() {
        assertThat(HexFormat.of().formatHex(ZergWire.message(3))).isEqualTo("75777367692d7a65726703000000");
        assertThat(ZergWire.count(ZergWire.message(3))).contains(3);
        assertThat(ZergWire.count("uwsgi-zorg\3\0\0\0".getBytes(US_ASCII))).isEmpty();
    }

    @Test
    void sockets_beyond_the_first_message_follow_the_supplement() throws InterruptedException {
        List<OpenListener> many = IntStream.range(0, 300)
                .mapToObj(i -> new OpenListener(100 + i, "s" + i, "s" + i, Optional.of("http")))
                .toList();
        List<DescriptorChannel.Received> sent = serve(many, 0).sent();
        assertThat(sent).hasSize(3);
        assertThat(sent.get(0).bytes()).isEqualTo(ZergWire.message(253));
        assertThat(sent.get(0).descriptors()).hasSize(253).startsWith(100);
        assertThat(ZergWire.protocols(sent.get(1).bytes()).orElseThrow()).hasSize(300);
        assertThat(sent.get(1).descriptors()).isEmpty();
        assertThat(sent.get(2).descriptors()).hasSize(47).endsWith(399);
    }

    @Test
    void one_socket_is_handed_out_once() throws InterruptedException {
        OpenListener same = new OpenListener(7, "a", "a", Optional.of("http"));
        assertThat(serve(List.of(same, same), 1000).sent().getFirst().descriptors())
                .containsExactly(7);
    }

    @Test
    void strangers_are_sent_away() throws InterruptedException {
        assertThat(serve(List.of(new OpenListener(7, "a", "a", Optional.of("http"))), 65534)
                        .sent())
                .isEmpty();
    }

    @Test
    void users_must_exist() {
        FakeMasterContext context = new FakeMasterContext();
        ListenerServer server = new ListenerServer(
                context, new ListenerServer.Setup("server", "server", "z", List.of(), List.of("nemo"), "user-option"));
        assertThatThrownBy(server::start)
                .isInstanceOf(ServiceException.class)
                .hasMessage("cannot use user-option \"nemo\": there is no such user");
    }

    private static FakeChannel serve(List<OpenListener> served, int user) throws InterruptedException {
        FakeMasterContext context = new FakeMasterContext()
                .listening(Stream.concat(Stream.of(new OpenListener(5, "z", "z", Optional.empty())), served.stream())
                        .toList());
        FakeChannel client = new FakeChannel(user);
        try (ListenerServer server = new ListenerServer(
                context, new ListenerServer.Setup("server", "server", "z", served, List.of(), "user-option"))) {
            server.start();
            context.descriptors().connecting(client);
            client.awaitClosed();
        }
        return client;
    }
}
