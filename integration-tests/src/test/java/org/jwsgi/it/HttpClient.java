package org.jwsgi.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plain HTTP/1.1 client on one connection, which sends exactly the bytes it is given, so that tests can also speak HTTP
 * badly.
 */
final class HttpClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** A parsed reply. Header names are in lower case. */
    record Reply(int status, String statusLine, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    HttpClient(int port) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) ServerProcess.PATIENCE.toMillis());
        socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        in = new java.io.BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Sends one GET on a connection of its own. */
    static Reply get(int port, String path) throws IOException {
        try (HttpClient client = new HttpClient(port)) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }
    }

    /** Sends raw bytes and reads one reply. */
    Reply send(String request) throws IOException {
        write(request.getBytes(StandardCharsets.ISO_8859_1));
        return read(request.startsWith("HEAD "));
    }

    /** Sends raw bytes. */
    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Ends this side of the connection. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads one reply. */
    Reply read(boolean head) throws IOException {
        @Nullable String statusLine = line();
        if (statusLine == null) {
            throw new EOFException("connection closed without a reply");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        byte[] body = head || status == 204 || status == 304 || status < 200 ? new byte[0] : body(headers);
        return new Reply(status, statusLine, headers, body);
    }

    /** Reads until the server closes. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                @Nullable String size = line();
                if (size == null) {
                    throw new EOFException("connection closed within a chunked body");
                }
                int length = Integer.parseInt(size, 16);
                body.write(in.readNBytes(length));
                line();
                if (length == 0) {
                    return body.toByteArray();
                }
            }
        }
        @Nullable String length = headers.get("content-length");
        if (length == null) {
            return in.readAllBytes();
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("connection closed after " + body.length + " of " + length + " bytes");
        }
        return body;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
            }
            line.write(b);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }
}
