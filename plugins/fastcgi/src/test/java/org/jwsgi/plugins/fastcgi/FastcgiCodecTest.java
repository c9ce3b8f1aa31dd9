package org.jwsgi.plugins.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.plugins.fastcgi.FastcgiBytes.codec;
import static org.jwsgi.plugins.fastcgi.FastcgiBytes.pairs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.contract.ConnectionScript;
import org.jwsgi.api.contract.ConnectionScript.BufferShape;
import org.jwsgi.api.contract.Exchange;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/** Records byte for byte. */
class FastcgiCodecTest {
    private static final String END = record(Records.STDOUT, 1, "") + record(Records.END_REQUEST, 1, "\0".repeat(8));

    private static String record(int type, int id, String content) {
        return new String(new FastcgiBytes().record(type, id, content).bytes(), ISO_8859_1);
    }

    private static String text(ByteBuffer buffer) {
        return ISO_8859_1.decode(buffer.duplicate()).toString();
    }

    private static Decoded decode(ConnectionCodec codec, FastcgiBytes bytes) {
        return codec.decode(ByteBuffer.wrap(bytes.bytes()));
    }

    private static ConnectionCodec asked(boolean nph, int flags, String... vars) {
        ConnectionCodec codec = codec(nph);
        assertThat(decode(
                        codec,
                        new FastcgiBytes().begin(1, 1, flags).params(1, vars).stdin(1, "")))
                .isInstanceOf(Decoded.Parsed.class);
        return codec;
    }

    private static ResponseHead response(int status, Header... headers) {
        return new ResponseHead(status, null, List.of(headers), -1, true);
    }

    @ParameterizedTest
    @CsvSource({"false, Status:", "true, HTTP/1.1"})
    void a_response_as_uwsgi_sends_it(boolean nph, String start) {
        ConnectionCodec codec = asked(nph, 0, "SERVER_PROTOCOL", "HTTP/1.1");
        ResponseFraming framing = codec.respond(response(200, new Header("A", "b")));
        assertThat(text(framing.head())).isEqualTo(record(Records.STDOUT, 1, start + " 200 OK\r\nA: b\r\n\r\n"));
        assertThat(text(framing.prefix(0x1234)) + text(framing.suffix(0x1234)))
                .isEqualTo("\u0001\u0006\0\u0001\u0012\u0034\0\0");
        assertThat(text(framing.prefix(0xFFFF))).isEqualTo("\u0001\u0006\0\u0001\u00FF\u00FF\0\0");
        assertThat(text(framing.prefix(0))).isEmpty();
        assertThat(text(framing.end(3))).isEqualTo(END);
        assertThat(framing.maxFrame()).isEqualTo(65_535);
        assertThat(framing.keepsConnection(3)).isFalse();
    }

    @Test
    void a_head_larger_than_a_record_is_split() {
        String value = "x".repeat(70_000);
        String head = text(
                asked(false, 0).respond(response(200, new Header("A", value))).head());
        String content = "Status: 200 OK\r\nA: " + value + "\r\n\r\n";
        assertThat(head)
                .isEqualTo(record(Records.STDOUT, 1, content.substring(0, 65_535))
                        + record(Records.STDOUT, 1, content.substring(65_535)));
    }

    @Test
    void the_connection_is_kept_when_the_front_server_asks() {
        ConnectionCodec codec = asked(false, 1);
        assertThat(codec.respond(response(200)).keepsConnection(0)).isTrue();
        assertThat(codec.respond(new ResponseHead(200, null, List.of(), -1, false))
                        .keepsConnection(0))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200, false", "GET, 204, false", "GET, 304, false", "GET, 200, true"})
    void bodies(String method, int status, boolean hasBody) {
        ConnectionCodec codec = asked(false, 0, "REQUEST_METHOD", method);
        assertThat(codec.respond(response(status)).hasBody()).isEqualTo(hasBody);
    }

    @Test
    void modifiers_are_those_of_the_options() {
        assertThat(decode(
                        codec(false),
                        new FastcgiBytes().begin(1, 1, 0).params(1).stdin(1, "")))
                .isInstanceOfSatisfying(Decoded.Parsed.class, parsed -> {
                    assertThat(parsed.head().modifier1()).isEqualTo(5);
                    assertThat(parsed.head().modifier2()).isEqualTo(6);
                });
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void other_roles_are_refused(int flags, boolean closed) {
        assertThat(decode(codec(false), new FastcgiBytes().begin(1, 2, flags)))
                .isEqualTo(new Decoded.Answered(
                        ByteBuffer.wrap(record(Records.END_REQUEST, 1, "\0\0\0\0\u0003\0\0\0")
                                .getBytes(ISO_8859_1)),
                        closed));
    }

    @Test
    void a_second_request_at_once_is_refused_and_the_first_goes_on() {
        ConnectionCodec codec = codec(false);
        ByteBuffer in = ByteBuffer.wrap(new FastcgiBytes()
                .begin(1, 1, 1)
                .begin(2, 1, 1)
                .params(2, "A", "2")
                .params(1, "A", "1")
                .stdin(1, "")
                .bytes());
        assertThat(codec.decode(in))
                .isEqualTo(new Decoded.Answered(
                        ByteBuffer.wrap(record(Records.END_REQUEST, 2, "\0\0\0\0\u0001\0\0\0")
                                .getBytes(ISO_8859_1)),
                        false));
        assertThat(codec.decode(in))
                .isInstanceOfSatisfying(
                        Decoded.Parsed.class,
                        parsed -> assertThat(parsed.head().vars().get("A")).isEqualTo("1"));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void an_abort_before_the_request_is_complete_ends_it(int flags, boolean closed) {
        ConnectionCodec codec = codec(false);
        assertThat(decode(
                        codec,
                        new FastcgiBytes()
                                .begin(1, 1, flags)
                                .params(1, "A", "b")
                                .record(Records.ABORT_REQUEST, 1, "")))
                .isEqualTo(new Decoded.Answered(
                        ByteBuffer.wrap(
                                record(Records.END_REQUEST, 1, "\0".repeat(8)).getBytes(ISO_8859_1)),
                        closed));
        assertThat(decode(codec, new FastcgiBytes().begin(1, 1, flags).params(1).stdin(1, "")))
                .isInstanceOf(Decoded.Parsed.class);
    }

    @Test
    void known_values_are_told() {
        Decoded answer = decode(
                codec(false),
                new FastcgiBytes()
                        .padded(
                                4,
                                Records.GET_VALUES,
                                0,
                                pairs("FCGI_MAX_CONNS", "", "X", "y", "FCGI_MAX_REQS", "", "FCGI_MPXS_CONNS", "")));
        assertThat(answer).isInstanceOfSatisfying(Decoded.Answered.class, answered -> {
            assertThat(text(answered.reply()))
                    .isEqualTo(record(
                            Records.GET_VALUES_RESULT,
                            0,
                            pairs("FCGI_MAX_CONNS", "8", "FCGI_MAX_REQS", "8", "FCGI_MPXS_CONNS", "0")));
            assertThat(answered.close()).isFalse();
        });
    }

    @Test
    void unknown_types_are_named() {
        ConnectionCodec codec = codec(false);
        ByteBuffer in = ByteBuffer.wrap(new FastcgiBytes()
                .record(77, 0, "what")
                .begin(1, 1, 0)
                .params(1)
                .stdin(1, "")
                .bytes());
        assertThat(codec.decode(in)).isInstanceOfSatisfying(Decoded.Answered.class, answered -> {
            assertThat(text(answered.reply())).isEqualTo(record(Records.UNKNOWN_TYPE, 0, "\u004D" + "\0".repeat(7)));
            assertThat(answered.close()).isFalse();
        });
        assertThat(codec.decode(in)).isInstanceOf(Decoded.Parsed.class);
    }

    @Test
    void refusals_are_responses() {
        ConnectionCodec codec = codec(false);
        assertThat(text(codec.refuse(400))).isEmpty();
        decode(codec, new FastcgiBytes().begin(1, 1, 0));
        assertThat(text(codec.refuse(400)))
                .isEqualTo(record(
                                Records.STDOUT,
                                1,
                                "Status: 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                                        + "Content-Length: 11\r\n\r\nBad Request")
                        + END);
    }

    @Property(tries = 1000)
    void any_records_end_in_a_decision(@ForAll("records") byte[] bytes, @ForAll @IntRange(max = 300) int cut) {
        int at = Math.min(cut, bytes.length);
        List<Exchange> whole = ConnectionScript.run(codec(false), BufferShape.HEAP, List.of(bytes));
        List<byte[]> pieces = List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
        assertThat(ConnectionScript.run(codec(false), BufferShape.DIRECT, pieces))
                .isEqualTo(whole);
    }

    /** Records of any types in any order, most of them for request 1. */
    @Provide
    Arbitrary<byte[]> records() {
        Arbitrary<String> content = Arbitraries.oneOf(
                Arbitraries.of("", "", "\0\u0001\u0001\0\0\0\0\0", pairs("CONTENT_LENGTH", "3"), "abc"),
                Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(12));
        Arbitrary<byte[]> record = Combinators.combine(
                        Arbitraries.of(1, 1, 4, 4, 5, 5, 2, 9, 8, 50, 0),
                        Arbitraries.of(1, 1, 1, 2, 0),
                        content,
                        Arbitraries.integers().between(0, 3))
                .as((type, id, text, padding) ->
                        new FastcgiBytes().padded(padding, type, id, text).bytes());
        Arbitrary<byte[]> start = Arbitraries.of(
                new byte[0],
                new FastcgiBytes().begin(1, 1, 1).bytes(),
                new FastcgiBytes()
                        .begin(1, 1, 1)
                        .params(1, "CONTENT_LENGTH", "3")
                        .bytes());
        return Combinators.combine(start, record.list().ofMaxSize(8)).as((first, rest) -> {
            byte[] all = first;
            for (byte[] next : rest) {
                int length = all.length;
                all = Arrays.copyOf(all, length + next.length);
                System.arraycopy(next, 0, all, length, next.length);
            }
            return all;
        });
    }
}
