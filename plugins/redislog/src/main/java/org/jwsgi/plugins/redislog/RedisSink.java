package org.jwsgi.plugins.redislog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;

/**
 * Sends each line as a Redis command, in RESP, and waits for the answer: a line counts as written when Redis has it.
 * Connects for the first line and again after a failure; a server that does not answer within four seconds has failed.
 * An error answer ({@code -...}) loses the line, since it would be the same again, unless it tells of a state of the server
 * that passes, such as {@code -LOADING} after its start. On the logger's thread.
 */
final class RedisSink implements LogSink {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** Errors that tell of the server's state rather than of the command; it may be another one soon. */
    private static final Set<String> TEMPORARY =
            Set.of("LOADING", "BUSY", "TRYAGAIN", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "MISCONF", "OOM");

    private final SocketAddress address;
    private final List<byte[]> command;
    private final byte[] prefix;
    private @Nullable SocketChannel channel;
    private @Nullable Selector selector;

    RedisSink(SocketAddress address, List<String> command, String prefix) {
        this.address = address;
        this.command = command.stream().map(word -> word.getBytes(UTF_8)).toList();
        this.prefix = prefix.getBytes(UTF_8);
    }

    /**
     * Reads an address, {@code HOST:PORT} or the path of a UNIX socket.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static SocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (text.indexOf('/') >= 0 || colon < 0) {
            return UnixDomainSocketAddress.of(text);
        }
        String host = text.substring(0, colon);
        return InetSocketAddress.createUnresolved(
                host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public void write(LogLine line) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            SocketChannel connected = connected(deadline);
            ByteBuffer request = ByteBuffer.wrap(request(line));
            while (request.hasRemaining()) {
                if (connected.write(request) == 0) {
                    await(SelectionKey.OP_WRITE, deadline);
                }
            }
            answer(connected, deadline);
        } catch (IOException e) {
            close();
            throw new IOException(
                    shown() + ": " + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), e);
        } catch (UnresolvedAddressException e) {
            close();
            throw new IOException(shown() + ": unknown host", e);
        }
    }

    byte[] request(LogLine line) {
        ByteArrayOutputStream request = new ByteArrayOutputStream(64 + line.bytes().length);
        request.writeBytes(("*" + (command.size() + 1) + "\r\n").getBytes(US_ASCII));
        for (byte[] word : command) {
            request.writeBytes(("$" + word.length + "\r\n").getBytes(US_ASCII));
            request.writeBytes(word);
            request.writeBytes(new byte[] {'\r', '\n'});
        }
        request.writeBytes(("$" + (prefix.length + line.length()) + "\r\n").getBytes(US_ASCII));
        request.writeBytes(prefix);
        request.write(line.bytes(), 0, line.length());
        request.writeBytes(new byte[] {'\r', '\n'});
        return request.toByteArray();
    }

    private SocketChannel connected(long deadline) throws IOException {
        SocketChannel current = channel;
        if (current != null) {
            return current;
        }
        boolean unix = address instanceof UnixDomainSocketAddress;
        current = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        channel = current;
        current.configureBlocking(false);
        Selector waiting = Selector.open();
        selector = waiting;
        current.register(waiting, 0);
        if (!current.connect(resolved())) {
            do {
                await(SelectionKey.OP_CONNECT, deadline);
            } while (!current.finishConnect());
        }
        return current;
    }

    /** A name is looked up for each connection: a server may move. */
    private SocketAddress resolved() {
        return address instanceof InetSocketAddress inet
                ? new InetSocketAddress(inet.getHostString(), inet.getPort())
                : address;
    }

    private String shown() {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }

    private void answer(SocketChannel connected, long deadline) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        while (bytes.position() < 2 || bytes.get(bytes.position() - 1) != '\n') {
            int read = connected.read(bytes);
            if (read < 0) {
                throw new IOException("the server closed the connection");
            }
            if (read == 0) {
                if (!bytes.hasRemaining()) {
                    throw new IOException("the answer is not one of Redis");
                }
                await(SelectionKey.OP_READ, deadline);
            }
        }
        if (bytes.get(0) == '-') {
            String text = new String(bytes.array(), 1, bytes.position() - 1, UTF_8).strip();
            if (TEMPORARY.contains(text.split(" ", 2)[0])) {
                throw new IOException("the server takes nothing now: " + text);
            }
            throw new RefusedException("the server refuses the line: " + text);
        }
    }

    private void await(int operation, long deadline) throws IOException {
        Selector waiting = selector;
        SocketChannel current = channel;
        if (waiting == null || current == null) {
            throw new IOException("it is closed");
        }
        SelectionKey key = current.keyFor(waiting);
        if (key == null) {
            throw new IOException("it is closed");
        }
        key.interestOps(operation);
        waiting.selectedKeys().clear();
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || waiting.select(left) == 0) {
            throw new IOException("the server does not answer");
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            // It is gone all the same.
        }
        channel = null;
        selector = null;
    }

    /** Redis has understood the command and will not have it: trying again would not help. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
