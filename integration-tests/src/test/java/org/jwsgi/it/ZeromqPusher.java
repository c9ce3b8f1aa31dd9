package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** A PUSH socket that speaks ZMTP 3.0 (RFC 23/ZMTP) without security by itself, so that the other end meets a stranger. */
final class ZeromqPusher implements AutoCloseable {
    private static final int GREETING_BYTES = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;

    private final Socket socket;

    /** Connects and shakes hands. */
    ZeromqPusher(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        byte[] greeting = new byte[GREETING_BYTES];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(UTF_8), 0, greeting, 12, 4);
        socket.getOutputStream().write(greeting);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(greeting);
        ByteArrayOutputStream ready = new ByteArrayOutputStream();
        ready.write(5);
        ready.writeBytes("READY".getBytes(UTF_8));
        ready.write(11);
        ready.writeBytes("Socket-Type".getBytes(UTF_8));
        ready.writeBytes(new byte[] {0, 0, 0, 4});
        ready.writeBytes("PUSH".getBytes(UTF_8));
        frame(COMMAND, ready.toByteArray());
        int flags = in.read();
        byte[] theirs = new byte[in.read()];
        in.readFully(theirs);
        if (flags != COMMAND || !new String(theirs, UTF_8).contains("PULL")) {
            throw new IOException("no PULL socket: " + flags + " " + Arrays.toString(theirs));
        }
    }

    /** Sends one message. */
    void send(String... parts) throws IOException {
        for (int i = 0; i < parts.length; i++) {
            frame(i + 1 < parts.length ? MORE : 0, parts[i].getBytes(UTF_8));
        }
    }

    private void frame(int flags, byte[] body) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        if (body.length < 256) {
            frame.write(flags);
            frame.write(body.length);
        } else {
            frame.write(flags | LONG);
            frame.writeBytes(
                    java.nio.ByteBuffer.allocate(8).putLong(body.length).array());
        }
        frame.writeBytes(body);
        OutputStream out = socket.getOutputStream();
        out.write(frame.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
