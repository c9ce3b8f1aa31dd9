package org.jwsgi.plugins.uwsgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/** The protocol byte for byte, as uWSGI 2.0.21 speaks it. */
class UwsgiCodecTest {
    private static final ConnectionInfo CONNECTION =
            new ConnectionInfo("127.0.0.1:3031", false, "127.0.0.1", 3031, "127.0.0.1", 40000, "machine", 4096, 64);
    private static final List<Header> HEADERS = List.of(new Header("Content-Type", "text/plain"), new Header("X", "y"));

    private static UwsgiCodec codec() {
        return new UwsgiCodec(CONNECTION, false, false, SignalPackets.NONE);
    }

    private static RequestHead head(UwsgiCodec codec, byte[] packet) {
        Decoded decoded = codec.decode(ByteBuffer.wrap(packet));
        if (decoded instanceof Decoded.Parsed(RequestHead head)) {
            return head;
        }
        throw new AssertionError(decoded);
    }

    private static String text(ByteBuffer buffer) {
        return ISO_8859_1.decode(buffer.duplicate()).toString();
    }

    private static ResponseHead response(int status, long bodyLength, Header... headers) {
        return new ResponseHead(status, null, List.of(headers), bodyLength, true);
    }

    @Test
    void variables_keep_their_order_and_modifiers_their_numbers() {
        RequestHead head = head(codec(), UwsgiPacket.of(7, 9, "B", "1", "A", "", "B", "ü"));
        List<String> vars = new ArrayList<>();
        head.vars().forEach((name, value) -> vars.add(name + "=" + value));
        assertThat(vars).containsExactly("B=1", "A=", "B=\uFFFD");
        assertThat(head.modifier1()).isEqualTo(7);
        assertThat(head.modifier2()).isEqualTo(9);
        assertThat(head.framedBody()).isFalse();
    }

    @Test
    void a_block_of_exactly_the_buffer_size_is_read() {
        byte[] fits = UwsgiPacket.of(0, 0, "A", "x".repeat(4096 - 5));
        assertThat(fits).hasSize(4100);
        assertThat(head(codec(), fits).vars().get("A")).hasSize(4091);
        assertThat(codec().decode(ByteBuffer.wrap(UwsgiPacket.of(0, 0, "A", "x".repeat(4096 - 4)))))
                .isEqualTo(new Decoded.Malformed(431, "invalid request block size: 4097 (max 4096)...skip"));
    }

    @Test
    void the_largest_block() {
        ConnectionInfo large = new ConnectionInfo("s", true, "", 0, "", 0, "machine", 65_535, 64);
        UwsgiCodec codec = new UwsgiCodec(large, false, false, SignalPackets.NONE);
        assertThat(head(codec, UwsgiPacket.of(0, 0, "A", "x".repeat(65_530)))
                        .vars()
                        .get("A"))
                .hasSize(65_530);
    }

    @Test
    void twice_max_vars_pairs_are_read() {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            pairs.add("N" + i);
            pairs.add("v");
        }
        assertThat(head(codec(), UwsgiPacket.of(0, 0, pairs.toArray(String[]::new)))
                        .vars()
                        .size())
                .isEqualTo(128);
        pairs.add("ONE_MORE");
        pairs.add("v");
        assertThat(codec().decode(ByteBuffer.wrap(UwsgiPacket.of(0, 0, pairs.toArray(String[]::new)))))
                .isEqualTo(new Decoded.Malformed(431, "max vec size reached. skip this var."));
    }

    @Test
    void reasons_are_those_of_uwsgi() {
        assertThat(codec().decode(ByteBuffer.wrap(UwsgiPacket.of(0, 0, "", "x"))))
                .isEqualTo(new Decoded.Malformed(400, "uwsgi key cannot be null. skip this var."));
        assertThat(codec().decode(ByteBuffer.wrap(UwsgiPacket.withBlock(0, 0, new byte[] {9, 0, 'a', 'b'}))))
                .isEqualTo(new Decoded.Malformed(400, "invalid uwsgi request (current strsize: 9). skip."));
    }

    @Test
    void blocks_of_other_messages_need_not_hold_variables() {
        RequestHead head = head(codec(), UwsgiPacket.withBlock(173, 0, new byte[] {3, 0, 'f', 'o', 'o'}));
        assertThat(head.modifier1()).isEqualTo(173);
        assertThat(head.vars().size()).isZero();
    }

    @Test
    void ping_is_answered_with_pong() {
        ByteBuffer in = ByteBuffer.wrap(UwsgiPacket.withBlock(100, 0, new byte[] {'h', 'i'}));
        assertThat(codec().decode(in))
                .isEqualTo(new Decoded.Answered(ByteBuffer.wrap(new byte[] {100, 0, 0, 1}), true));
        assertThat(in.hasRemaining()).isFalse();
        assertThat(codec().decode(ByteBuffer.wrap(UwsgiPacket.of(100, 1))))
                .isEqualTo(new Decoded.Answered(ResponseFraming.EMPTY, true));
    }

    @Test
    void a_packet_raises_a_signal_unless_its_modifier_is_not_allowed() {
        FakePluginContext any = new FakePluginContext();
        FakePluginContext named = new FakePluginContext().configured("allowed-modifiers", "0, 110");
        FakePluginContext unnamed = new FakePluginContext().configured("allowed-modifiers", "0,8");
        byte[] packet = UwsgiPacket.withBlock(110, 200, new byte[] {'h', 'i'});
        for (FakePluginContext context : List.of(any, named)) {
            UwsgiCodec codec = new UwsgiCodec(CONNECTION, false, false, SignalPackets.of(context));
            ByteBuffer in = ByteBuffer.wrap(packet);
            assertThat(codec.decode(in))
                    .isEqualTo(new Decoded.Answered(ByteBuffer.wrap(new byte[] {(byte) 255, 0, 0, 1}), true));
            assertThat(in.hasRemaining()).isFalse();
            assertThat(context.raised()).containsExactly(200);
        }
        UwsgiCodec codec = new UwsgiCodec(CONNECTION, false, false, SignalPackets.of(unnamed));
        assertThat(codec.decode(ByteBuffer.wrap(packet))).isInstanceOf(Decoded.Parsed.class);
        assertThat(unnamed.raised()).isEmpty();
    }

    @Test
    void the_status_line_has_the_protocol_of_the_request() {
        UwsgiCodec codec = codec();
        head(codec, UwsgiPacket.of(0, 0, "SERVER_PROTOCOL", "HTTP/1.1"));
        ResponseFraming framing = codec.respond(new ResponseHead(200, null, HEADERS, 5, true));
        assertThat(text(framing.head())).isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: y\r\n\r\n");
        assertThat(text(framing.prefix(5)) + text(framing.suffix(5)) + text(framing.end(5)))
                .isEmpty();
        assertThat(framing.hasBody()).isTrue();
        assertThat(framing.keepsConnection(5)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1\r\nX: y", "HTTP 1", "\u00FF"})
    void the_protocol_of_the_request_must_be_a_word(String protocol) {
        UwsgiCodec codec = codec();
        head(codec, UwsgiPacket.of(0, 0, "SERVER_PROTOCOL", protocol));
        assertThat(text(codec.respond(response(200, 0)).head())).isEqualTo("HTTP/1.0 200 OK\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"200, OK", "302, Found", "416, Requested Range Not Satisfiable", "599, Unknown", "799, Unknown"})
    void reason_phrases(int status, String phrase) {
        UwsgiCodec codec = codec();
        head(codec, UwsgiPacket.of(0, 0));
        assertThat(text(codec.respond(response(status, 0)).head()))
                .isEqualTo("HTTP/1.0 " + status + " " + phrase + "\r\n\r\n");
    }

    @Test
    void cgi_mode_begins_with_a_header() {
        UwsgiCodec codec = new UwsgiCodec(CONNECTION, true, false, SignalPackets.NONE);
        head(codec, UwsgiPacket.of(0, 0, "SERVER_PROTOCOL", "HTTP/1.1"));
        ResponseFraming framing = codec.respond(new ResponseHead(201, "Made", HEADERS, 5, true));
        assertThat(text(framing.head())).isEqualTo("Status: 201 Made\r\nContent-Type: text/plain\r\nX: y\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200, false", "GET, 204, false", "GET, 304, false", "GET, 200, true", "POST, 500, true"})
    void bodies(String method, int status, boolean hasBody) {
        UwsgiCodec codec = codec();
        head(codec, UwsgiPacket.of(0, 0, "REQUEST_METHOD", method));
        assertThat(codec.respond(response(status, 5)).hasBody()).isEqualTo(hasBody);
    }

    @Test
    void refusals_have_the_form_of_responses() {
        String rest = "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nBad Request";
        assertThat(text(codec().refuse(400))).isEqualTo("HTTP/1.0 400 Bad Request\r\n" + rest);
        UwsgiCodec asked = codec();
        head(asked, UwsgiPacket.of(0, 0, "SERVER_PROTOCOL", "HTTP/1.1"));
        assertThat(text(asked.refuse(400))).isEqualTo("HTTP/1.1 400 Bad Request\r\n" + rest);
        assertThat(text(new UwsgiCodec(CONNECTION, true, false, SignalPackets.NONE).refuse(400)))
                .isEqualTo("Status: 400 Bad Request\r\n" + rest);
    }

    @Test
    void persistent_connections_need_a_right_length() {
        UwsgiCodec codec = new UwsgiCodec(CONNECTION, false, true, SignalPackets.NONE);
        head(codec, UwsgiPacket.of(0, 0, "SERVER_PROTOCOL", "HTTP/1.1"));
        ResponseFraming known = codec.respond(response(200, 5));
        assertThat(text(known.head())).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(known.keepsConnection(5)).isTrue();
        assertThat(known.keepsConnection(4)).isFalse();
        ResponseFraming told = codec.respond(response(200, -1, new Header("content-length", "7")));
        assertThat(text(told.head())).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n");
        assertThat(told.bodyLimit()).isEqualTo(7);
        assertThat(told.keepsConnection(7)).isTrue();
        ResponseFraming unknown = codec.respond(response(200, -1));
        assertThat(text(unknown.head())).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
        assertThat(unknown.keepsConnection(5)).isFalse();
        assertThat(codec.respond(response(304, -1)).keepsConnection(0)).isTrue();
        assertThat(codec.respond(new ResponseHead(200, null, List.of(), 5, false))
                        .keepsConnection(5))
                .isFalse();
    }

    @Test
    void persistent_connections_read_request_after_request() {
        UwsgiCodec codec = new UwsgiCodec(CONNECTION, false, true, SignalPackets.NONE);
        byte[] head = UwsgiPacket.of(0, 0, "REQUEST_METHOD", "HEAD", "SERVER_PROTOCOL", "HTTP/1.1");
        byte[] get = UwsgiPacket.of(0, 0, "REQUEST_METHOD", "GET");
        ByteBuffer in =
                ByteBuffer.allocate(head.length + get.length).put(head).put(get).flip();
        codec.decode(in);
        assertThat(codec.respond(response(200, 5)).hasBody()).isFalse();
        codec.decode(in);
        ResponseFraming second = codec.respond(response(200, 0));
        assertThat(second.hasBody()).isTrue();
        assertThat(text(second.head())).startsWith("HTTP/1.0 200 OK\r\n");
    }
}
