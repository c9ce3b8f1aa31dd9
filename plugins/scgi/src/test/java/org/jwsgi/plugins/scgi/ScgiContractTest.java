package org.jwsgi.plugins.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.contract.SocketProtocolContract;
import org.jwsgi.api.protocol.SocketProtocol;

/** What every protocol promises, what nginx sends, and the requests that are refused. */
class ScgiContractTest extends SocketProtocolContract {
    @Override
    protected SocketProtocol protocol() {
        return new ScgiProtocol(new ScgiOptions(0, 0), false);
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                Sample.of(
                        "nginx GET",
                        resource("nginx-get.bin"),
                        Map.of(
                                "CONTENT_LENGTH", "0",
                                "REQUEST_METHOD", "GET",
                                "REQUEST_URI", "/s/path?x=1&y=%20",
                                "QUERY_STRING", "x=1&y=%20",
                                "SCGI", "1",
                                "HTTP_USER_AGENT", "test-agent"),
                        ""),
                Sample.of(
                        "nginx POST",
                        resource("nginx-post.bin"),
                        Map.of("CONTENT_LENGTH", "16", "HTTP_COOKIE", "a=b"),
                        "hello=world&n=42"),
                Sample.of(
                        "the specification's example",
                        bytes("70:CONTENT_LENGTH\00027\0SCGI\0001\0REQUEST_METHOD\0POST\0REQUEST_URI\0/deepthought\0,"
                                + "What is the answer to life?"),
                        Map.of("REQUEST_URI", "/deepthought", "SCGI", "1"),
                        "What is the answer to life?"),
                Sample.of("empty value", bytes("3:A\0\0,"), Map.of("A", ""), ""),
                Sample.of("bytes behind the body", bytes("5:A\0xy\0,more"), Map.of("A", "xy"), ""));
    }

    @Override
    protected List<Refusal> refusals() {
        return List.of(
                refusal("not a number", "GET / HTTP/1.0\r\n\r\n", 400),
                refusal("no number", ":,", 400),
                refusal("zero", "0:,", 400),
                refusal("leading zero", "05:A\0xy\0,", 400),
                refusal("sign", "+5:A\0xy\0,", 400),
                refusal("no colon", "5 A\0xy\0,", 400),
                refusal("no comma", "5:A\0xy\0;", 400),
                refusal("number too long", "1234567890:", 431),
                refusal("too large", "4097:", 431),
                refusal("no name", "3:\0x\0,", 400),
                refusal("value without its end", "3:A\0x,", 400),
                refusal("name without its end", "2:AB,", 400),
                refusal("name without a value", "2:A\0,", 400),
                refusal("huge body", "36:CONTENT_LENGTH\00099999999999999999999\0,", 413),
                refusal("too many variables", "804:" + "A\0b\0".repeat(201) + ",", 431));
    }

    @Override
    protected byte[] oversizedHead(int bufferSize) {
        return bytes((bufferSize + 1) + ":A\0" + "x".repeat(bufferSize - 2) + "\0,");
    }

    private static Refusal refusal(String name, String connection, int status) {
        return new Refusal(name, bytes(connection), status);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static byte[] resource(String name) {
        try (InputStream in = ScgiContractTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
