package org.jwsgi.plugins.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/** Connections and requests for the tests of this plugin. The clock stands still at the epoch. */
final class HttpFixture {
    static final String DATE = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
    static final ConnectionInfo TCP =
            new ConnectionInfo("127.0.0.1:8080", false, "127.0.0.1", 8080, "192.0.2.7", 40000, "machine", 4096, 64);
    static final ConnectionInfo UNIX = new ConnectionInfo("/run/app.sock", true, "", 0, "", 0, "machine", 4096, 64);

    private HttpFixture() {}

    static HttpProtocol protocol() {
        return new HttpProtocol(options(Optional.empty()), 0, 0, false, () -> 0);
    }

    static HttpOptions options(Optional<Duration> keepalive) {
        return new HttpOptions(0, 0, 0, 0, keepalive);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static String text(ByteBuffer buffer) {
        return ISO_8859_1.decode(buffer.duplicate()).toString();
    }

    /** Reads a head that must be valid. */
    static RequestHead head(ConnectionCodec codec, String request) {
        Decoded decoded = codec.decode(ByteBuffer.wrap(bytes(request)));
        if (decoded instanceof Decoded.Parsed(RequestHead head)) {
            return head;
        }
        throw new AssertionError(decoded + " for " + request);
    }

    /** Returns the variables of a request as {@code NAME=VALUE}, in order. */
    static List<String> vars(ConnectionCodec codec, String request) {
        List<String> vars = new ArrayList<>();
        head(codec, request).vars().forEach((name, value) -> vars.add(name + "=" + value));
        return vars;
    }

    /** Answers a request and returns the framing. */
    static ResponseFraming respond(String request, int status, long bodyLength, Header... headers) {
        ConnectionCodec codec = protocol().open(TCP);
        head(codec, request);
        return codec.respond(new ResponseHead(status, null, List.of(headers), bodyLength, true));
    }
}
