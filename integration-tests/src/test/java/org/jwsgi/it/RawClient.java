package org.jwsgi.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends any bytes over TCP and takes whatever comes back. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer the size of the receive buffer, 0 for the system's choice
     */
    RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) ServerProcess.PATIENCE.toMillis());
        socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        in = socket.getInputStream();
    }

    /** Sends everything on a connection of its own and returns the whole reply, up to the server's close. */
    static byte[] exchange(int port, byte[] request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(request);
            return client.readToEnd();
        }
    }

    int localPort() {
        return socket.getLocalPort();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(String text) throws IOException {
        send(Wire.bytes(text));
    }

    /** Ends this side. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Lets the close be a reset, as of a client that crashed. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    InputStream in() {
        return in;
    }

    /** Reads until the server closes; fails when it resets the connection instead. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** Reads until the server closes or resets. */
    byte[] readWhatComes() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.write(buffer, 0, n);
            }
        } catch (SocketException e) {
            // A reset ends the reply, too.
        }
        return read.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
