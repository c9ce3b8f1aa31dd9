package org.jwsgi.api.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.request.RequestVars;

/** The smallest protocol that has everything: {@code PATH [LENGTH]\n} followed by the body, again and again. */
final class LineProtocol {
    private LineProtocol() {}

    static SocketProtocolContract contractOf(Supplier<ConnectionCodec> codecs) {
        return new Contract() {
            @Override
            protected SocketProtocol protocol() {
                return connection -> codecs.get();
            }
        };
    }

    abstract static class Contract extends SocketProtocolContract {
        @Override
        protected List<Sample> samples() {
            return List.of(
                    Sample.of("no body", bytes("/a\n"), Map.of("PATH_INFO", "/a"), ""),
                    Sample.of("a body", bytes("/b 3\nxyz"), Map.of("PATH_INFO", "/b"), "xyz"),
                    new Sample(
                            "two requests",
                            bytes("/c 2\nhi/d\n"),
                            List.of(
                                    new Expected(Map.of("PATH_INFO", "/c"), "hi"),
                                    new Expected(Map.of("PATH_INFO", "/d"), ""))));
        }

        @Override
        protected List<Refusal> refusals() {
            return List.of(
                    new Refusal("relative path", bytes("a\n"), 400),
                    new Refusal("after a good request", bytes("/a\nb\n"), 400));
        }

        @Override
        protected byte[] oversizedHead(int bufferSize) {
            return bytes("/" + "a".repeat(bufferSize));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static class Codec implements ConnectionCodec {
        private final int limit;

        Codec(int limit) {
            this.limit = limit;
        }

        @Override
        public Decoded decode(ByteBuffer in) {
            int end = in.position();
            while (end < in.limit() && in.get(end) != '\n') {
                end++;
            }
            if (end - in.position() > limit) {
                return new Decoded.Malformed(431, "line too long");
            }
            if (end == in.limit()) {
                return Decoded.NeedMore.INSTANCE;
            }
            byte[] line = new byte[end - in.position()];
            in.get(line).get();
            String[] words = new String(line, ISO_8859_1).split(" ", 2);
            if (!words[0].startsWith("/") || words.length == 2 && !words[1].matches("[0-9]{1,4}")) {
                return new Decoded.Malformed(400, "not a path and a length");
            }
            RequestVars vars = new RequestVars(64);
            vars.add("PATH_INFO", words[0]);
            int length = words.length == 2 ? Integer.parseInt(words[1]) : 0;
            return new Decoded.Parsed(new RequestHead(vars, 0, 0, length, false));
        }

        @Override
        public BodyPart decodeBody(ByteBuffer in) {
            throw new IllegalStateException("no head asked for it");
        }

        @Override
        public ResponseFraming respond(ResponseHead response) {
            return new ResponseFraming() {
                @Override
                public ByteBuffer head() {
                    return EMPTY;
                }

                @Override
                public boolean hasBody() {
                    return true;
                }

                @Override
                public ByteBuffer end(long bodyBytes) {
                    return EMPTY;
                }

                @Override
                public boolean keepsConnection(long bodyBytes) {
                    return true;
                }
            };
        }

        @Override
        public ByteBuffer refuse(int status) {
            return ResponseFraming.EMPTY;
        }
    }
}
