package org.jwsgi.plugins.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.plugins.scgi.ScgiContractTest.bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.contract.ConnectionScript;
import org.jwsgi.api.contract.ConnectionScript.BufferShape;
import org.jwsgi.api.contract.Exchange;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/** Requests and responses, as uWSGI 2.0.21 reads and writes them. */
class ScgiCodecTest {
    private static final ConnectionInfo CONNECTION =
            new ConnectionInfo("/run/app.sock", true, "", 0, "", 0, "machine", 4096, 64);
    private static final byte[] GET = bytes("39:REQUEST_METHOD\0GET\0SERVER_PROTOCOL\0P/1\0,");

    private static ConnectionCodec codec(boolean nph) {
        return new ScgiProtocol(new ScgiOptions(5, 6), nph).open(CONNECTION);
    }

    private static String text(ByteBuffer buffer) {
        return ISO_8859_1.decode(buffer.duplicate()).toString();
    }

    @Test
    void modifiers_are_those_of_the_options() {
        assertThat(codec(false).decode(ByteBuffer.wrap(GET))).isInstanceOfSatisfying(Decoded.Parsed.class, parsed -> {
            RequestHead head = parsed.head();
            assertThat(head.modifier1()).isEqualTo(5);
            assertThat(head.modifier2()).isEqualTo(6);
            assertThat(head.vars().name(0)).isEqualTo("REQUEST_METHOD");
            assertThat(head.vars().value(1)).isEqualTo("P/1");
        });
    }

    @ParameterizedTest
    @CsvSource({"false, Status:", "true, P/1"})
    void responses_begin_with_a_status_header_or_line(boolean nph, String start) {
        ConnectionCodec codec = codec(nph);
        codec.decode(ByteBuffer.wrap(GET));
        ResponseFraming framing = codec.respond(new ResponseHead(200, null, List.of(new Header("A", "b")), -1, true));
        assertThat(text(framing.head())).isEqualTo(start + " 200 OK\r\nA: b\r\n\r\n");
        assertThat(framing.hasBody()).isTrue();
        assertThat(text(framing.prefix(3)) + text(framing.suffix(3)) + text(framing.end(3)))
                .isEmpty();
        assertThat(framing.keepsConnection(3)).isFalse();
        assertThat(text(codec.refuse(503))).startsWith(start + " 503 Service Unavailable\r\n");
    }

    @Test
    void head_has_no_body() {
        ConnectionCodec codec = codec(false);
        codec.decode(ByteBuffer.wrap(bytes("20:REQUEST_METHOD\0HEAD\0,")));
        assertThat(codec.respond(new ResponseHead(200, null, List.of(), 3, true))
                        .hasBody())
                .isFalse();
        assertThat(text(codec.refuse(400))).endsWith("Content-Length: 11\r\n\r\n");
    }

    @Test
    void a_block_of_exactly_the_buffer_size_is_read() {
        assertThat(codec(false).decode(ByteBuffer.wrap(bytes("4096:A\0" + "x".repeat(4093) + "\0,"))))
                .isInstanceOf(Decoded.Parsed.class);
    }

    @Property(tries = 1000)
    void any_block_ends_in_a_decision(
            @ForAll @Size(max = 30) byte[] noise, @ForAll boolean netstring, @ForAll @IntRange(max = 34) int cut) {
        byte[] bytes = netstring ? bytes(noise.length + ":" + new String(noise, ISO_8859_1) + ",") : noise;
        int at = Math.min(cut, bytes.length);
        List<Exchange> whole = ConnectionScript.run(codec(false), BufferShape.HEAP, List.of(bytes));
        List<byte[]> pieces = List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
        assertThat(ConnectionScript.run(codec(false), BufferShape.DIRECT, pieces))
                .isEqualTo(whole);
    }
}
