package org.jwsgi.plugins.uwsgi;

import static org.jwsgi.plugins.uwsgi.UwsgiPacket.followedBy;
import static org.jwsgi.plugins.uwsgi.UwsgiPacket.resource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.contract.SocketProtocolContract;
import org.jwsgi.api.protocol.SocketProtocol;

/** What every protocol promises, what nginx sends, and the packets that are refused. */
class UwsgiContractTest extends SocketProtocolContract {
    @Override
    protected SocketProtocol protocol() {
        return connection -> new UwsgiCodec(connection, false, false, SignalPackets.NONE);
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                Sample.of(
                        "nginx GET",
                        resource("nginx-get.bin"),
                        Map.of(
                                "QUERY_STRING", "x=1&y=%20",
                                "REQUEST_METHOD", "GET",
                                "CONTENT_LENGTH", "",
                                "REQUEST_URI", "/u/path?x=1&y=%20",
                                "PATH_INFO", "/u/path",
                                "SERVER_PROTOCOL", "HTTP/1.1",
                                "HTTP_USER_AGENT", "test-agent",
                                "HTTP_ACCEPT", "*/*"),
                        ""),
                Sample.of(
                        "nginx POST",
                        resource("nginx-post.bin"),
                        Map.of("REQUEST_METHOD", "POST", "CONTENT_LENGTH", "16", "HTTP_COOKIE", "a=b"),
                        "hello=world&n=42"),
                Sample.of("empty block", UwsgiPacket.of(0, 0), Map.of(), ""),
                Sample.of("empty value", UwsgiPacket.of(0, 0, "A", ""), Map.of("A", ""), ""),
                Sample.of("last of a name", UwsgiPacket.of(0, 0, "A", "1", "A", "2"), Map.of("A", "2"), ""),
                Sample.of(
                        "digits lead the length",
                        followedBy(UwsgiPacket.of(0, 0, "CONTENT_LENGTH", "3x9"), "abc"),
                        Map.of("CONTENT_LENGTH", "3x9"),
                        "abc"),
                Sample.of(
                        "bytes behind the body",
                        followedBy(UwsgiPacket.of(0, 0, "CONTENT_LENGTH", "5"), "hello and more"),
                        Map.of(),
                        "hello"),
                Sample.of(
                        "no digits, no body",
                        followedBy(UwsgiPacket.of(0, 0, "CONTENT_LENGTH", "x5"), "abc"),
                        Map.of(),
                        ""));
    }

    @Override
    protected List<Refusal> refusals() {
        byte[] cut = UwsgiPacket.block("AAA", "BBB");
        return List.of(
                new Refusal("no name", UwsgiPacket.of(0, 0, "", "x"), 400),
                new Refusal("name beyond the block", block(5, 0, 'a', 'b'), 400),
                new Refusal("name without a value's size", block(2, 0, 'a', 'b'), 400),
                new Refusal("half a size", block(1), 400),
                new Refusal("half a value's size", block(1, 0, 'a', 0), 400),
                new Refusal("value beyond the block", UwsgiPacket.withBlock(0, 0, Arrays.copyOf(cut, 9)), 400),
                new Refusal("largest sizes", block(255, 255, 255, 255), 400),
                new Refusal("huge body", UwsgiPacket.of(0, 0, "CONTENT_LENGTH", "99999999999999999999"), 413));
    }

    private static byte[] block(int... bytes) {
        byte[] block = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            block[i] = (byte) bytes[i];
        }
        return UwsgiPacket.withBlock(0, 0, block);
    }

    @Override
    protected byte[] oversizedHead(int bufferSize) {
        return UwsgiPacket.of(0, 0, "A", "x".repeat(bufferSize));
    }
}
