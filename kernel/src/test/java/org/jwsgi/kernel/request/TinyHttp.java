package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.protocol.SocketProtocol;
import org.jwsgi.api.request.Header;
import org.jwsgi.api.request.RequestVars;

/** Just enough HTTP/1.1 to test what moves the bytes. The method PING is answered by the protocol itself. */
final class TinyHttp implements SocketProtocol {
    @Override
    public ConnectionCodec open(ConnectionInfo connection) {
        return new Codec(connection);
    }

    private static final class Codec implements ConnectionCodec {
        private final ConnectionInfo connection;
        private String method = "";
        private boolean keepAlive;
        private boolean chunked;
        private boolean expects;
        private int scanned;
        private int chunkLeft = -1;

        Codec(ConnectionInfo connection) {
            this.connection = connection;
        }

        @Override
        public Decoded decode(ByteBuffer in) {
            if (in.arrayOffset() + in.position() != 0) {
                return new Decoded.Malformed(500, "bytes do not begin at index 0");
            }
            byte[] bytes = in.array();
            int end = in.limit();
            for (int i = Math.max(scanned - 3, 0); i + 3 < end; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    scanned = 0;
                    in.position(i + 4);
                    return head(bytes, i + 2);
                }
            }
            scanned = end;
            return end > connection.bufferSize()
                    ? new Decoded.Malformed(
                            431, "invalid HTTP request size (max " + connection.bufferSize() + ")...skip")
                    : Decoded.NeedMore.INSTANCE;
        }

        private Decoded head(byte[] bytes, int end) {
            int lineEnd = lineEnd(bytes, 0);
            String[] line = new String(bytes, 0, lineEnd, ISO_8859_1).split(" ", -1);
            if (line.length != 3) {
                return new Decoded.Malformed(400, "invalid HTTP request");
            }
            method = line[0];
            if (method.equals("PING")) {
                return new Decoded.Answered(ByteBuffer.wrap("PONG\r\n".getBytes(ISO_8859_1)), line[1].equals("/bye"));
            }
            RequestVars vars = new RequestVars(end + 256);
            vars.add("REQUEST_METHOD", method);
            vars.add("REQUEST_URI", line[1]);
            int query = line[1].indexOf('?');
            vars.add("PATH_INFO", query < 0 ? line[1] : line[1].substring(0, query));
            vars.add("SERVER_PROTOCOL", line[2]);
            vars.add("REMOTE_ADDR", connection.remoteAddress());
            keepAlive = line[2].equals("HTTP/1.1");
            chunked = false;
            expects = false;
            chunkLeft = -1;
            long length = 0;
            int modifier1 = 0;
            for (int at = lineEnd + 2; at < end; ) {
                int to = lineEnd(bytes, at);
                String header = new String(bytes, at, to - at, ISO_8859_1);
                int colon = header.indexOf(':');
                String name =
                        header.substring(0, colon).toUpperCase(Locale.ROOT).replace('-', '_');
                String value = header.substring(colon + 1).strip();
                switch (name) {
                    case "CONTENT_LENGTH" -> length = Long.parseLong(value);
                    case "TRANSFER_ENCODING" -> chunked = true;
                    case "CONNECTION" -> keepAlive &= !value.equals("close");
                    case "EXPECT" -> expects = true;
                    case "X_MODIFIER" -> modifier1 = Integer.parseInt(value);
                    case "X_SCRIPT_NAME" -> vars.add("SCRIPT_NAME", value);
                    default -> {}
                }
                vars.add(name.startsWith("UWSGI_") ? name : "HTTP_" + name, value);
                at = to + 2;
            }
            return new Decoded.Parsed(new RequestHead(vars, modifier1, 0, chunked ? -1 : length, chunked));
        }

        private static int lineEnd(byte[] bytes, int from) {
            int at = from;
            while (bytes[at] != '\r') {
                at++;
            }
            return at;
        }

        @Override
        public BodyPart decodeBody(ByteBuffer in) {
            if (chunkLeft > 0) {
                return data(in);
            }
            int start = in.position() + (chunkLeft == 0 ? 2 : 0);
            for (int i = start; i + 1 < in.limit(); i++) {
                if (in.get(i) == '\r' && in.get(i + 1) == '\n') {
                    return chunk(in, new String(in.array(), start, i - start, ISO_8859_1), i + 2);
                }
            }
            return BodyPart.NeedMore.INSTANCE;
        }

        private BodyPart chunk(ByteBuffer in, String size, int after) {
            int before = chunkLeft;
            try {
                chunkLeft = Integer.parseInt(size, 16);
            } catch (NumberFormatException e) {
                return new BodyPart.Malformed(400, "invalid chunk size");
            }
            if (chunkLeft > 0) {
                in.position(after);
                return data(in);
            }
            if (in.limit() < after + 2) {
                chunkLeft = before;
                return BodyPart.NeedMore.INSTANCE;
            }
            in.position(after + 2);
            return BodyPart.End.INSTANCE;
        }

        private BodyPart data(ByteBuffer in) {
            int length = Math.min(chunkLeft, in.remaining());
            chunkLeft -= length;
            return length == 0 ? BodyPart.NeedMore.INSTANCE : new BodyPart.Data(length);
        }

        @Override
        public ResponseFraming respond(ResponseHead response) {
            return new Framing(response, keepAlive && response.keepAlive(), method.equals("HEAD"));
        }

        @Override
        public ByteBuffer refuse(int status) {
            return ByteBuffer.wrap(
                    ("HTTP/1.1 " + status + " Refused\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        }

        @Override
        public ByteBuffer continueBytes() {
            return expects
                    ? ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1))
                    : ResponseFraming.EMPTY;
        }
    }

    private static final class Framing implements ResponseFraming {
        private final ByteBuffer head;
        private final boolean body;
        private final boolean chunked;
        private final boolean keepAlive;
        private final long announced;

        Framing(ResponseHead response, boolean keepAlive, boolean headOnly) {
            @Nullable String length = value(response.headers(), "Content-Length");
            this.announced = length == null ? response.bodyLength() : Long.parseLong(length);
            this.chunked = announced < 0;
            this.body = !headOnly;
            this.keepAlive = keepAlive;
            StringBuilder text = new StringBuilder(128);
            text.append("HTTP/1.1 ").append(response.status()).append(' ');
            text.append(response.reason() == null ? "OK" : response.reason()).append("\r\n");
            List<Header> headers = response.headers();
            for (int i = 0; i < headers.size(); i++) {
                text.append(headers.get(i).name()).append(": ");
                text.append(headers.get(i).value()).append("\r\n");
            }
            if (!keepAlive && value(headers, "Connection") == null) {
                text.append("Connection: close\r\n");
            }
            if (chunked) {
                text.append("Transfer-Encoding: chunked\r\n");
            } else if (length == null) {
                text.append("Content-Length: ").append(announced).append("\r\n");
            }
            this.head = ByteBuffer.wrap(text.append("\r\n").toString().getBytes(ISO_8859_1));
        }

        private static @Nullable String value(List<Header> headers, String name) {
            for (int i = 0; i < headers.size(); i++) {
                if (headers.get(i).name().equalsIgnoreCase(name)) {
                    return headers.get(i).value();
                }
            }
            return null;
        }

        @Override
        public ByteBuffer head() {
            return head;
        }

        @Override
        public boolean hasBody() {
            return body;
        }

        @Override
        public ByteBuffer prefix(int length) {
            return chunked ? ByteBuffer.wrap((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1)) : EMPTY;
        }

        @Override
        public ByteBuffer suffix(int length) {
            return chunked ? ByteBuffer.wrap(new byte[] {'\r', '\n'}) : EMPTY;
        }

        @Override
        public ByteBuffer end(long bodyBytes) {
            return chunked && body ? ByteBuffer.wrap("0\r\n\r\n".getBytes(ISO_8859_1)) : EMPTY;
        }

        @Override
        public boolean keepsConnection(long bodyBytes) {
            return keepAlive && (chunked || !body || bodyBytes == announced);
        }
    }
}
