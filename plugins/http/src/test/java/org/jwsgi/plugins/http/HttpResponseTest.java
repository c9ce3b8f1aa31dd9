package org.jwsgi.plugins.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.plugins.http.HttpFixture.DATE;
import static org.jwsgi.plugins.http.HttpFixture.TCP;
import static org.jwsgi.plugins.http.HttpFixture.head;
import static org.jwsgi.plugins.http.HttpFixture.protocol;
import static org.jwsgi.plugins.http.HttpFixture.respond;
import static org.jwsgi.plugins.http.HttpFixture.text;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/** How responses are put into bytes. */
class HttpResponseTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String GET_10 = "GET / HTTP/1.0\r\n\r\n";
    private static final String GET_10_KEEP = "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final Header TYPE = new Header("Content-Type", "text/plain");

    @Test
    void known_length() {
        ResponseFraming framing = respond(GET, 200, 5, TYPE);
        assertThat(text(framing.head()))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + DATE + "Content-Length: 5\r\n\r\n");
        assertThat(text(framing.prefix(5)) + text(framing.suffix(5)) + text(framing.end(5)))
                .isEmpty();
        assertThat(framing.bodyLimit()).isEqualTo(5);
        assertThat(framing.keepsConnection(5)).isTrue();
        assertThat(framing.keepsConnection(4)).isFalse();
    }

    @Test
    void length_from_the_application() {
        ResponseFraming framing =
                respond(GET, 200, -1, new Header("content-length", "7"), new Header("Content-Length", "8"));
        assertThat(text(framing.head())).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n" + DATE + "\r\n");
        assertThat(framing.bodyLimit()).isEqualTo(7);
        assertThat(framing.keepsConnection(7)).isTrue();
        assertThat(framing.keepsConnection(6)).isFalse();
        assertThat(framing.keepsConnection(9)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "+5", "5, 5", "99999999999999999999"})
    void invalid_length_from_the_application_is_not_sent(String length) {
        ResponseFraming framing = respond(GET, 200, 3, new Header("Content-Length", length));
        assertThat(text(framing.head())).isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "Content-Length: 3\r\n\r\n");
    }

    @Test
    void unknown_length_is_chunked() {
        ResponseFraming framing = respond(GET, 200, -1);
        assertThat(text(framing.head())).isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "Transfer-Encoding: chunked\r\n\r\n");
        assertThat(text(framing.prefix(1))).isEqualTo("1\r\n");
        assertThat(text(framing.prefix(15))).isEqualTo("f\r\n");
        assertThat(text(framing.prefix(16))).isEqualTo("10\r\n");
        assertThat(text(framing.prefix(0x12ab0))).isEqualTo("12ab0\r\n");
        assertThat(text(framing.prefix(Integer.MAX_VALUE))).isEqualTo("7fffffff\r\n");
        assertThat(text(framing.suffix(1))).isEqualTo("\r\n");
        assertThat(text(framing.prefix(0)) + text(framing.suffix(0))).isEmpty();
        assertThat(text(framing.end(16))).isEqualTo("0\r\n\r\n");
        assertThat(framing.bodyLimit()).isEqualTo(Long.MAX_VALUE);
        assertThat(framing.keepsConnection(16)).isTrue();
    }

    @Test
    void unknown_length_closes_http_1_0() {
        ResponseFraming framing = respond(GET_10_KEEP, 200, -1);
        assertThat(text(framing.head())).isEqualTo("HTTP/1.0 200 OK\r\n" + DATE + "Connection: close\r\n\r\n");
        assertThat(text(framing.prefix(3)) + text(framing.suffix(3)) + text(framing.end(3)))
                .isEmpty();
        assertThat(framing.keepsConnection(3)).isFalse();
    }

    @Test
    void http_1_0_is_kept_on_request() {
        ResponseFraming kept = respond(GET_10_KEEP, 200, 0);
        assertThat(text(kept.head()))
                .isEqualTo("HTTP/1.0 200 OK\r\n" + DATE + "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(kept.keepsConnection(0)).isTrue();
        ResponseFraming closed = respond(GET_10, 200, 0);
        assertThat(text(closed.head())).endsWith("Content-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(closed.keepsConnection(0)).isFalse();
    }

    @Test
    void head_has_no_body_and_keeps_the_connection() {
        ResponseFraming framing = respond(HEAD, 200, 1000);
        assertThat(framing.hasBody()).isFalse();
        assertThat(text(framing.head())).contains("Content-Length: 1000\r\n");
        assertThat(framing.keepsConnection(1000)).isTrue();
        assertThat(text(respond(HEAD, 200, 0).head())).doesNotContain("Content-Length");
        assertThat(text(respond(HEAD, 200, -1).head())).doesNotContain("Transfer-Encoding");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void statuses_without_a_body(int status) {
        ResponseFraming framing = respond(GET, status, 3);
        assertThat(framing.hasBody()).isFalse();
        assertThat(text(framing.head())).doesNotContain("Content-Length", "Transfer-Encoding", "Connection");
        assertThat(framing.keepsConnection(3)).isTrue();
    }

    @Test
    void length_is_for_304_but_not_for_204() {
        Header length = new Header("Content-Length", "9");
        assertThat(text(respond(GET, 304, -1, length).head())).contains("Content-Length: 9");
        assertThat(text(respond(GET, 204, -1, length).head())).doesNotContain("Content-Length");
    }

    @Test
    void the_application_can_close() {
        ResponseFraming framing = respond(GET, 200, 1, new Header("connection", "Close"));
        assertThat(text(framing.head()))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "Content-Length: 1\r\nConnection: close\r\n\r\n");
        assertThat(framing.keepsConnection(1)).isFalse();
    }

    @Test
    void the_application_cannot_keep_what_ends() {
        ResponseFraming framing = respond(GET_10, 200, 1, new Header("Connection", "keep-alive"));
        assertThat(text(framing.head())).doesNotContain("keep-alive").contains("Connection: close\r\n");
    }

    @Test
    void the_kernel_can_close() {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, GET);
        ResponseFraming framing = codec.respond(new ResponseHead(200, null, List.of(), 0, false));
        assertThat(text(framing.head())).endsWith("Connection: close\r\n\r\n");
        assertThat(framing.keepsConnection(0)).isFalse();
    }

    @Test
    void the_configuration_can_close() {
        HttpProtocol closing = new HttpProtocol(HttpFixture.options(Optional.of(Duration.ZERO)), 0, 0, false, () -> 0);
        ConnectionCodec codec = closing.open(TCP);
        head(codec, GET);
        ResponseFraming framing = codec.respond(new ResponseHead(200, null, List.of(), 0, true));
        assertThat(text(framing.head())).endsWith("Connection: close\r\n\r\n");
        assertThat(framing.keepsConnection(0)).isFalse();
    }

    @Test
    void idle_time() {
        assertThat(HttpFixture.options(Optional.empty()).idleSeconds()).isZero();
        assertThat(HttpFixture.options(Optional.of(Duration.ofSeconds(1))).idleSeconds())
                .isZero();
        assertThat(HttpFixture.options(Optional.of(Duration.ofSeconds(9))).idleSeconds())
                .isEqualTo(9);
    }

    @Test
    void the_application_frames_by_itself() {
        ResponseFraming framing = respond(GET, 200, -1, new Header("Transfer-Encoding", "chunked"));
        assertThat(text(framing.head()))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + DATE + "Connection: close\r\n\r\n");
        assertThat(text(framing.prefix(3)) + text(framing.end(3))).isEmpty();
        assertThat(framing.keepsConnection(3)).isFalse();
    }

    @Test
    void switching_protocols_is_raw() {
        ResponseFraming framing =
                respond(GET, 101, -1, new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"));
        assertThat(text(framing.head()))
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + DATE
                        + "\r\n");
        assertThat(framing.hasBody()).isTrue();
        assertThat(text(framing.prefix(3)) + text(framing.end(3))).isEmpty();
        assertThat(framing.keepsConnection(3)).isFalse();
    }

    @Test
    void reasons_and_dates_of_the_application() {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, GET);
        List<Header> headers = List.of(new Header("date", "never"), new Header("X", "ü"));
        ResponseFraming framing = codec.respond(new ResponseHead(299, "Fine", headers, 0, true));
        assertThat(text(framing.head()))
                .isEqualTo("HTTP/1.1 299 Fine\r\ndate: never\r\nX: Ã¼\r\nContent-Length: 0\r\n\r\n");
        head(codec, GET);
        assertThat(text(codec.respond(new ResponseHead(799, null, List.of(), 0, true))
                        .head()))
                .startsWith("HTTP/1.1 799 Unknown\r\n");
    }

    @Test
    void refusal() {
        assertThat(text(protocol().open(TCP).refuse(400)))
                .isEqualTo("HTTP/1.1 400 Bad Request\r\n" + DATE
                        + "Connection: close\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nBad Request");
    }

    @Test
    void refusal_of_head_has_no_body() {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, HEAD);
        assertThat(text(codec.refuse(503))).endsWith("Content-Length: 19\r\n\r\n");
    }

    @Test
    void a_timeout_is_only_told_to_who_asked() {
        ConnectionCodec codec = protocol().open(TCP);
        assertThat(text(codec.refuse(408))).isEmpty();
        codec.decode(java.nio.ByteBuffer.wrap(HttpFixture.bytes("GET /")));
        assertThat(text(codec.refuse(408))).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    }

    @Test
    void continue_is_said_to_who_waits() {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n");
        assertThat(text(codec.continueBytes())).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n",
            })
    void continue_is_not_said_to_others(String request) {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, request);
        assertThat(text(codec.continueBytes())).isEmpty();
    }
}
