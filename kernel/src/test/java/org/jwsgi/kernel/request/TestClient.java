package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends bytes as told and reads HTTP responses. */
final class TestClient implements AutoCloseable {
    /** A response; its body is what arrived. */
    record Answer(int status, Map<String, String> headers, String body) {}

    final Socket socket;
    private final InputStream in;

    TestClient(int port) throws IOException {
        this(port, 0);
    }

    TestClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        socket.setSoTimeout((int) TestServer.TIMEOUT.toMillis());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    TestClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    TestClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    TestClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\n\r\n");
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    /** Reads one response; {@code withBody} is false for the answer to HEAD. */
    Answer answer(boolean withBody) throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
        }
        int code = Integer.parseInt(status[1]);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (withBody && headers.containsKey("transfer-encoding")) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(bytes(size));
                line();
            }
            line();
        } else if (withBody && headers.containsKey("content-length")) {
            body.write(bytes(Integer.parseInt(headers.get("content-length"))));
        }
        return new Answer(code, headers, body.toString(ISO_8859_1));
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended inside a line: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Reads to the end of the connection. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    int read() throws IOException {
        return in.read();
    }

    /** Leaves without a word: what the server sends or receives from now on fails. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
