package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jwsgi.api.watch.LateRequest;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.PacketSocket;

class ControlCodecTest {
    @Property(tries = 300)
    void decodes_what_it_encodes(@ForAll("messages") ControlMessage message) throws IOException {
        assertThat(ControlCodec.decode(ControlCodec.encode(message))).isEqualTo(message);
    }

    @Property(tries = 300)
    void refuses_what_is_cut_short_or_too_long(@ForAll("messages") ControlMessage message) {
        byte[] bytes = ControlCodec.encode(message);
        assertThat(isRefusedOrOther(Arrays.copyOf(bytes, bytes.length - 1), message))
                .isTrue();
        assertThat(isRefusedOrOther(Arrays.copyOf(bytes, bytes.length + 1), message))
                .isTrue();
    }

    @Property(tries = 1000)
    void any_bytes_end_in_a_message_or_a_refusal(@ForAll byte[] bytes) {
        try {
            assertThat(ControlCodec.decode(bytes)).isNotNull();
        } catch (IOException e) {
            assertThat(bytes).isNotNull();
        }
    }

    private static boolean isRefusedOrOther(byte[] bytes, ControlMessage message) {
        try {
            return !ControlCodec.decode(bytes).equals(message);
        } catch (IOException e) {
            return true;
        }
    }

    @Example
    void lists_that_do_not_fit_lose_their_tail() throws IOException {
        List<String> vars = Collections.nCopies(100, "X=" + "y".repeat(4000));
        byte[] bytes = ControlCodec.encode(new ControlMessage.RunningRequest(1, 2, vars));
        assertThat(bytes).hasSizeLessThanOrEqualTo(PacketSocket.MAX_PACKET);
        assertThat(((ControlMessage.RunningRequest) ControlCodec.decode(bytes)).vars())
                .hasSize(32)
                .isEqualTo(vars.subList(0, 32));
    }

    @Example
    void a_channel_carries_messages_and_tells_the_end() {
        Descriptors.Pair pair = Descriptors.packetPair();
        ControlMessage big = new ControlMessage.RunningRequest(1, 2, Collections.nCopies(30, "X=" + "y".repeat(4000)));
        java.util.ArrayList<ControlMessage> heard = new java.util.ArrayList<>();
        try (ControlChannel left = new ControlChannel(pair.first())) {
            ControlChannel right = new ControlChannel(pair.second());
            assertThat(left.receive(heard::add)).isTrue();
            right.send(new ControlMessage.Accepting());
            right.send(big);
            right.close();
            assertThat(left.receive(heard::add)).isFalse();
            assertThat(heard).containsExactly(new ControlMessage.Accepting(), big);
            assertThat(left.send(new ControlMessage.Pause())).isFalse();
        }
    }

    @Example
    void a_receiver_that_does_not_read_never_blocks_an_offer() {
        Descriptors.Pair pair = Descriptors.packetPair();
        try (ControlChannel left = new ControlChannel(pair.first());
                ControlChannel right = new ControlChannel(pair.second())) {
            int sent = 0;
            while (left.offer(new ControlMessage.AskRequests(sent))) {
                sent++;
            }
            int[] received = new int[1];
            right.receive(_ -> received[0]++);
            assertThat(received[0]).isEqualTo(sent).isPositive();
        }
    }

    @Provide
    Arbitrary<ControlMessage> messages() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<ControlMessage.App> app = Combinators.combine(Arbitraries.integers(), text, Arbitraries.longs(), text)
                .as(ControlMessage.App::new);
        return Arbitraries.oneOf(
                app.list().ofMaxSize(5).map(ControlMessage.AppsLoaded::new),
                Arbitraries.of(
                        new ControlMessage.Accepting(),
                        new ControlMessage.Leaving(),
                        new ControlMessage.Waiting(),
                        new ControlMessage.Pause(),
                        new ControlMessage.Resume(),
                        new ControlMessage.Leave(),
                        new ControlMessage.SignalDone(),
                        new ControlMessage.SignalRegistered(0, new SignalTarget.FirstFree()),
                        new ControlMessage.SignalRegistered(255, new SignalTarget.All()),
                        new ControlMessage.SignalRegistered(17, new SignalTarget.Active()),
                        new ControlMessage.Retire(false),
                        new ControlMessage.Retire(true)),
                Combinators.combine(
                                Arbitraries.integers(),
                                Arbitraries.of(true, false),
                                Arbitraries.of(true, false),
                                Arbitraries.of(true, false),
                                Combinators.combine(Arbitraries.integers(), Arbitraries.longs())
                                        .as(LateRequest::new)
                                        .list()
                                        .ofMaxSize(5))
                        .as(ControlMessage.Overdue::new),
                Combinators.combine(
                                Arbitraries.integers().between(0, 255),
                                Arbitraries.integers().between(1, 1000).map(SignalTarget.One::new))
                        .as(ControlMessage.SignalRegistered::new),
                Arbitraries.integers().between(0, 255).map(ControlMessage.SignalRaised::new),
                Arbitraries.integers().between(0, 255).map(ControlMessage.HandleSignal::new),
                Arbitraries.integers().map(ControlMessage.AskRequests::new),
                Arbitraries.integers().map(ControlMessage.RequestsTold::new),
                Combinators.combine(
                                Arbitraries.integers(),
                                Arbitraries.integers(),
                                text.list().ofMaxSize(10))
                        .as(ControlMessage.RunningRequest::new));
    }
}
