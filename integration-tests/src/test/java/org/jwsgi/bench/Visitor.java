package org.jwsgi.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client that tells exactly how a request failed. With keep-alive it does what RFC 9112 (9.3.1) lets every client
 * do: a request on a used connection that ends before the first byte of a reply is sent again on a fresh one. Used by one
 * thread.
 */
final class Visitor implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;
    private final boolean keepAlive;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();
    private int resent;

    Visitor(int port, boolean keepAlive) {
        this.port = port;
        this.keepAlive = keepAlive;
    }

    /** A request that got no good reply. */
    static final class FailedRequest extends IOException {
        private static final long serialVersionUID = 1L;

        FailedRequest(String cause) {
            super(cause);
        }
    }

    /** Returns how many requests were sent again because a used connection had ended. */
    int resent() {
        return resent;
    }

    /** Sends a request and returns the body of the reply, whose status must be 200. */
    byte[] send(String method, String path, byte[] body) throws FailedRequest {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + (keepAlive ? "" : "Connection: close\r\n")
                + (body.length > 0 ? "Content-Length: " + body.length + "\r\n" : "")
                + "\r\n";
        byte[] request = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, request, 0, head.length());
        System.arraycopy(body, 0, request, head.length(), body.length);
        boolean used = socket != null;
        try {
            return exchange(request);
        } catch (NoReply e) {
            if (!used) {
                throw new FailedRequest(e.getMessage());
            }
            resent++;
        }
        try {
            return exchange(request);
        } catch (NoReply e) {
            throw new FailedRequest(e.getMessage());
        }
    }

    /** The connection ended before the first byte of a reply. */
    private static final class NoReply extends Exception {
        private static final long serialVersionUID = 1L;

        NoReply(String cause) {
            super(cause);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    private byte[] exchange(byte[] request) throws NoReply, FailedRequest {
        boolean begun = false;
        boolean reusable = false;
        try {
            Socket connection = connected();
            try {
                connection.getOutputStream().write(request);
            } catch (IOException e) {
                // The server may have answered and closed before it took everything.
            }
            in.mark(1);
            if (in.read() < 0) {
                throw new NoReply("closed before the reply");
            }
            in.reset();
            begun = true;
            Reply reply = Reply.read(in);
            if (reply.status() != 200) {
                throw new FailedRequest("status " + reply.status());
            }
            reusable = keepAlive && reply.reusable();
            return reply.body();
        } catch (ConnectException e) {
            throw new FailedRequest("connection refused");
        } catch (SocketTimeoutException e) {
            throw new FailedRequest(begun ? "reply not complete in time" : "no reply in time");
        } catch (FailedRequest e) {
            throw e;
        } catch (IOException e) {
            if (begun) {
                throw new FailedRequest("reply cut short");
            }
            throw new NoReply("reset before the reply");
        } finally {
            if (!reusable) {
                close();
            }
        }
    }

    private Socket connected() throws IOException {
        if (socket != null) {
            return socket;
        }
        Socket fresh = new Socket();
        fresh.setTcpNoDelay(true);
        fresh.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        fresh.setSoTimeout(PATIENCE_MILLIS);
        socket = fresh;
        in = new BufferedInputStream(fresh.getInputStream());
        return fresh;
    }

    @Override
    public void close() {
        Socket old = socket;
        socket = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    /** A reply. */
    private record Reply(int status, boolean reusable, byte[] body) {
        static Reply read(InputStream in) throws IOException {
            int status = Integer.parseInt(line(in).split(" ", 3)[1]);
            long length = -1;
            boolean chunked = false;
            boolean closes = false;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String header = line.toLowerCase(Locale.ROOT);
                if (header.startsWith("content-length:")) {
                    length = Long.parseLong(header.substring(15).strip());
                }
                chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
                closes |= header.startsWith("connection:") && header.contains("close");
            }
            if (chunked) {
                return new Reply(status, !closes, chunks(in));
            }
            if (length < 0) {
                return new Reply(status, false, in.readAllBytes());
            }
            byte[] body = in.readNBytes((int) length);
            if (body.length < length) {
                throw new EOFException();
            }
            return new Reply(status, !closes, body);
        }

        private static byte[] chunks(InputStream in) throws IOException {
            var body = new java.io.ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                byte[] chunk = in.readNBytes(size);
                if (chunk.length < size) {
                    throw new EOFException();
                }
                body.writeBytes(chunk);
                line(in);
            }
            line(in);
            return body.toByteArray();
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException();
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }
}
