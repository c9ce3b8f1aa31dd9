package org.jwsgi.plugins.uwsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jwsgi.api.contract.ConnectionScript;
import org.jwsgi.api.contract.ConnectionScript.BufferShape;
import org.jwsgi.api.contract.Exchange;
import org.jwsgi.api.protocol.ConnectionInfo;

/** Any split of valid input decodes the same; any bytes end in a decision. */
class UwsgiFuzzTest {
    private static final ConnectionInfo CONNECTION =
            new ConnectionInfo("/run/app.sock", true, "", 0, "", 0, "machine", 4096, 64);

    @Property(tries = 300)
    void any_split_of_valid_requests_decodes_the_same(
            @ForAll("connections") byte[] connection, @ForAll @IntRange(max = 400) int cut) {
        List<Exchange> whole = play(BufferShape.HEAP, List.of(connection));
        assertThat(whole).isNotEmpty().allMatch(Exchange.Served.class::isInstance);
        assertThat(play(BufferShape.DIRECT, split(connection, cut))).isEqualTo(whole);
    }

    @Property(tries = 1000)
    void any_block_ends_in_a_decision(
            @ForAll @IntRange(max = 255) int modifier1,
            @ForAll @Size(max = 40) byte[] block,
            @ForAll @IntRange(max = 44) int cut) {
        byte[] packet = UwsgiPacket.withBlock(modifier1, 0, block);
        List<Exchange> whole = play(BufferShape.HEAP, List.of(packet));
        assertThat(play(BufferShape.DIRECT, split(packet, cut))).isEqualTo(whole);
    }

    /** Two requests with bodies on one persistent connection. */
    @Provide
    Arbitrary<byte[]> connections() {
        Arbitrary<List<String>> texts = Arbitraries.strings()
                .ascii()
                .ofMinLength(1)
                .ofMaxLength(12)
                .list()
                .ofMaxSize(8)
                .map(list -> list.subList(0, list.size() / 2 * 2));
        Arbitrary<String> bodies = Arbitraries.strings().ascii().ofMaxLength(30);
        Arbitrary<byte[]> request = Combinators.combine(texts, bodies).as((pairs, body) -> {
            List<String> vars = new ArrayList<>(pairs);
            vars.addAll(List.of("CONTENT_LENGTH", Integer.toString(body.length())));
            return UwsgiPacket.followedBy(UwsgiPacket.of(0, 0, vars.toArray(String[]::new)), body);
        });
        return Combinators.combine(request, request).as((first, second) -> {
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        });
    }

    private static List<byte[]> split(byte[] bytes, int cut) {
        int at = Math.min(cut, bytes.length);
        return List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static List<Exchange> play(BufferShape shape, List<byte[]> pieces) {
        return ConnectionScript.run(new UwsgiCodec(CONNECTION, false, true, SignalPackets.NONE), shape, pieces);
    }
}
