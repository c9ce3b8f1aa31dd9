package org.jwsgi.plugins.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.jwsgi.api.protocol.HeadWriter;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;

/**
 * A response in HTTP/1.1 (RFC 9112, 6 and 9). The application's headers are sent as they are, except those that
 * contradict the framing. A {@code Transfer-Encoding} from the application means that it frames the body by itself.
 */
final class HttpFraming implements ResponseFraming {
    private static final byte[] VERSION_1_1 = Names.ascii("HTTP/1.1 ");
    private static final byte[] VERSION_1_0 = Names.ascii("HTTP/1.0 ");
    private static final byte[] CONTENT_LENGTH = Names.ascii("Content-Length: ");
    private static final byte[] CHUNKED = Names.ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Names.ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Names.ascii("Connection: keep-alive\r\n");
    private static final byte[] LAST_CHUNK = Names.ascii("0\r\n\r\n");
    private static final byte[] LINE_END = Names.ascii("\r\n");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final ByteBuffer head;
    private final boolean hasBody;
    private final boolean chunked;
    /** The length announced to the client, or -1. */
    private final long announced;

    private final boolean kept;

    private HttpFraming(ByteBuffer head, boolean hasBody, boolean chunked, long announced, boolean kept) {
        this.head = head;
        this.hasBody = hasBody;
        this.chunked = chunked;
        this.announced = announced;
        this.kept = kept;
    }

    static HttpFraming of(HttpProtocol protocol, HttpRequest request, ResponseHead response) {
        return new Builder(protocol, request, response).build();
    }

    @Override
    public ByteBuffer head() {
        return head;
    }

    @Override
    public boolean hasBody() {
        return hasBody;
    }

    @Override
    public long bodyLimit() {
        return announced < 0 ? Long.MAX_VALUE : announced;
    }

    @Override
    public ByteBuffer prefix(int length) {
        if (!chunked || length == 0) {
            return EMPTY;
        }
        int digits = (35 - Integer.numberOfLeadingZeros(length)) / 4;
        byte[] line = new byte[digits + 2];
        int rest = length;
        for (int i = digits - 1; i >= 0; i--) {
            line[i] = (byte) Character.forDigit(rest & 0xF, 16);
            rest >>>= 4;
        }
        line[digits] = '\r';
        line[digits + 1] = '\n';
        return ByteBuffer.wrap(line);
    }

    @Override
    public ByteBuffer suffix(int length) {
        return chunked && length > 0 ? ByteBuffer.wrap(LINE_END) : EMPTY;
    }

    @Override
    public ByteBuffer end(long bodyBytes) {
        return chunked ? ByteBuffer.wrap(LAST_CHUNK) : EMPTY;
    }

    @Override
    public boolean keepsConnection(long bodyBytes) {
        return kept && (!hasBody || chunked || announced == bodyBytes);
    }

    /** Decides the framing from the request and the application's headers, and writes the head. */
    private static final class Builder {
        private final HttpProtocol protocol;
        private final HttpRequest request;
        private final ResponseHead response;
        private final HeadWriter writer;
        private final boolean hasBody;

        private long announced = -1;
        private boolean framedByApp;
        private boolean closeSaid;
        private boolean dated;
        private boolean upgrade;

        Builder(HttpProtocol protocol, HttpRequest request, ResponseHead response) {
            this.protocol = protocol;
            this.request = request;
            this.response = response;
            this.writer = HeadWriter.forHead(response, 96);
            this.hasBody = response.canHaveBody(request.head);
        }

        HttpFraming build() {
            int status = response.status();
            writer.raw(request.http11 ? VERSION_1_1 : VERSION_1_0).status(status, response.reason());
            List<Header> headers = response.headers();
            for (int i = 0; i < headers.size(); i++) {
                Header header = headers.get(i);
                if (isSent(header)) {
                    writer.header(header.name(), header.value());
                }
            }
            if (!dated) {
                writer.raw(protocol.dateLine());
            }
            boolean raw = status == SWITCHING_PROTOCOLS || framedByApp;
            boolean chunked = false;
            if (announced < 0 && !raw && status >= 200 && status != NO_CONTENT && status != NOT_MODIFIED) {
                if (response.bodyLength() > 0 || response.bodyLength() == 0 && hasBody) {
                    announce(response.bodyLength());
                } else if (hasBody && request.http11) {
                    chunked = true;
                    writer.raw(CHUNKED);
                }
            }
            boolean delimited = !hasBody || chunked || announced >= 0;
            boolean kept = delimited && !raw && !closeSaid && keepIsPossible();
            writeConnection(kept);
            writer.newLine();
            return new HttpFraming(writer.toBuffer(), hasBody, chunked, raw ? -1 : announced, kept);
        }

        private boolean keepIsPossible() {
            return response.keepAlive()
                    && response.status() >= 200
                    && request.keepsConnection()
                    && protocol.options().keepsConnections();
        }

        private void announce(long length) {
            announced = length;
            writer.raw(CONTENT_LENGTH).number(length).newLine();
        }

        private void writeConnection(boolean kept) {
            if (kept && !request.http11) {
                writer.raw(KEEP_ALIVE);
            } else if (!kept && !(upgrade && response.status() == SWITCHING_PROTOCOLS)) {
                writer.raw(CLOSE);
            }
        }

        /** Tells whether a header of the application is sent as it is; notes what it decides. */
        private boolean isSent(Header header) {
            String name = header.name();
            switch (name.length()) {
                case 4 -> dated |= name.equalsIgnoreCase("Date");
                case 10 -> {
                    if (name.equalsIgnoreCase("Connection")) {
                        return isConnectionSent(header.value());
                    }
                }
                case 14 -> {
                    if (name.equalsIgnoreCase("Content-Length")) {
                        return isLengthSent(header.value());
                    }
                }
                case 17 -> framedByApp |= name.equalsIgnoreCase("Transfer-Encoding");
                default -> {}
            }
            return true;
        }

        private boolean isConnectionSent(String value) {
            if (value.equalsIgnoreCase("close")) {
                closeSaid = true;
                return false;
            }
            boolean keepAlive = value.equalsIgnoreCase("keep-alive");
            upgrade |= !keepAlive;
            return !keepAlive;
        }

        private boolean isLengthSent(String value) {
            long length = length(value);
            if (length < 0 || announced >= 0 || response.status() < 200 || response.status() == NO_CONTENT) {
                return false;
            }
            announced = length;
            return true;
        }

        private static long length(String value) {
            if (value.isEmpty() || value.length() > 18) {
                return -1;
            }
            long length = 0;
            for (int i = 0; i < value.length(); i++) {
                char digit = value.charAt(i);
                if (digit < '0' || digit > '9') {
                    return -1;
                }
                length = length * 10 + digit - '0';
            }
            return length;
        }
    }
}
