package org.jwsgi.plugins.zerg;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.listener.FakeDescriptors;
import org.jwsgi.api.listener.FakeDescriptors.FakeChannel;
import org.jwsgi.api.listener.InheritedListener;
import org.jwsgi.api.listener.ReservedListener;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.zerg.ZergWire;

class ZergSourceTest {
    private static final String INVALID = "--- invalid data received from zerg-server ---";

    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final RecordingLogger log = new RecordingLogger();

    @Test
    void sockets_of_uwsgi_have_the_default_protocol() {
        descriptors.answering(new FakeChannel(0).arrives(ZergWire.message(2), 10, 11));
        assertThat(source(false, "a").acquire())
                .containsExactly(
                        new InheritedListener(10, Optional.empty()), new InheritedListener(11, Optional.empty()));
    }

    @Test
    void several_servers_add_up_in_order_and_jwsgi_names_protocols() {
        descriptors.answering(new FakeChannel(0)
                .arrives(ZergWire.message(2), 10, 11)
                .arrives("jwsgi-zerg 1 2\nhttp\n\n".getBytes(US_ASCII)));
        descriptors.answering(new FakeChannel(0).arrives(ZergWire.message(1), 12));
        assertThat(source(false, "a", "b").acquire())
                .containsExactly(
                        new InheritedListener(10, Optional.of("http")),
                        new InheritedListener(11, Optional.empty()),
                        new InheritedListener(12, Optional.empty()));
    }

    @Test
    void a_message_may_come_in_pieces_and_descriptors_in_several_messages() {
        byte[] message = ZergWire.message(253);
        Integer[] first = IntStream.range(100, 353).boxed().toArray(Integer[]::new);
        descriptors.answering(new FakeChannel(0)
                .arrives(java.util.Arrays.copyOf(message, 5), first)
                .arrives(java.util.Arrays.copyOfRange(message, 5, 14))
                .arrives(("jwsgi-zerg 1 255\n" + "http\n".repeat(255)).getBytes(US_ASCII))
                .arrives(new byte[] {'\n'}, 353, 354));
        List<InheritedListener> all = source(false, "a").acquire();
        assertThat(all).hasSize(255).last().isEqualTo(new InheritedListener(354, Optional.of("http")));
    }

    @Test
    void whatever_is_wrong_ends_the_start_and_leaves_nothing_open() {
        refused(new FakeChannel(0).arrives("hello".getBytes(US_ASCII), 10), "does not speak", 10);
        refused(new FakeChannel(0).arrives("hello, I am no zerg".getBytes(US_ASCII), 10), "does not speak", 10);
        refused(new FakeChannel(0), "closed the connection");
        refused(new FakeChannel(0).arrives(ZergWire.message(3), 10, 11), "announced 3 sockets and sent 2", 10, 11);
        refused(new FakeChannel(0).arrives(ZergWire.message(1), 10, 11), "announced 1 sockets and sent 2", 10, 11);
        refused(new FakeChannel(0).arrives(ZergWire.message(-1), 10), "does not speak", 10);
        refused(new FakeChannel(0).arrives(ZergWire.message(Integer.MAX_VALUE), 10), "more sockets than", 10);
        refused(new FakeChannel(0).arrivesIncomplete(ZergWire.message(2), 10), "sockets were lost", 10);
        refused(new FakeChannel(0).arrives(ZergWire.message(1), 10).thenBreaks(), "connection reset", 10);
        refused(
                new FakeChannel(0)
                        .arrives(ZergWire.message(1), 10)
                        .arrives("jwsgi-zerg 1 5\nhttp\n".getBytes(US_ASCII)),
                "list of protocols is damaged",
                10);
        descriptors.stranger(66);
        refused(new FakeChannel(0).arrives(ZergWire.message(2), 10, 66), "descriptor 2 that it sent", 10, 66);
    }

    @Test
    void a_failure_closes_what_earlier_servers_gave() {
        descriptors.answering(new FakeChannel(0).arrives(ZergWire.message(1), 10));
        assertThatThrownBy(() -> source(false, "a", "b").acquire())
                .isInstanceOf(ServiceException.class)
                .hasMessage("cannot attach to zerg server b: connection refused");
        assertThat(log.lines()).anyMatch(line -> line.contains("--- unable to connect to zerg server b ---"));
        assertThat(descriptors.closed()).containsExactly(10);
    }

    @Test
    void with_fallback_the_others_are_used() {
        descriptors.answering(new FakeChannel(0).arrives("hello".getBytes(US_ASCII)));
        descriptors.answering(new FakeChannel(0).arrives(ZergWire.message(1), 12));
        assertThat(source(true, "a", "b").acquire()).containsExactly(new InheritedListener(12, Optional.empty()));
        assertThat(log.lines()).anyMatch(line -> line.contains(INVALID));
    }

    @Test
    void the_servers_own_socket_is_reserved_for_the_umask() {
        ZergOptions options = new ZergOptions(List.of(), false, Duration.ofSeconds(30));
        assertThat(new ZergSource(options, Optional.of("127.0.0.1:3040"), descriptors, log).reserve())
                .containsExactly(new ReservedListener("127.0.0.1:3040", ReservedListener.Use.PRIVATE_SERVICE));
        assertThat(source(false).reserve()).isEmpty();
    }

    private void refused(FakeChannel server, String reason, Integer... closed) {
        FakeDescriptors fresh = new FakeDescriptors().stranger(66).answering(server);
        RecordingLogger lines = new RecordingLogger();
        ZergOptions options = new ZergOptions(List.of("a"), false, Duration.ofSeconds(30));
        assertThatThrownBy(() -> new ZergSource(options, Optional.empty(), fresh, lines).acquire())
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining(reason);
        assertThat(fresh.closed()).containsExactly(closed);
        assertThat(lines.lines()).anyMatch(line -> line.contains(INVALID));
    }

    private ZergSource source(boolean fallback, String... servers) {
        return new ZergSource(
                new ZergOptions(List.of(servers), fallback, Duration.ofSeconds(30)),
                Optional.empty(),
                descriptors,
                log);
    }
}
