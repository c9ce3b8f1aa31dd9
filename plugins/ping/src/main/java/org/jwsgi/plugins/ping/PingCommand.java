package org.jwsgi.plugins.ping;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jwsgi.api.command.Command;
import org.jwsgi.api.command.Peer;
import org.slf4j.Logger;

/**
 * Sends an empty packet with modifier1 100 and waits for one back. A server with something to complain of puts a text
 * into its answer.
 */
final class PingCommand implements Command {
    /** The modifier1 of a ping and of its answer. */
    private static final int MODIFIER = 100;

    private static final int ANSWERED = 0;
    private static final int SILENT = 1;
    private static final int WARNED = 2;
    private static final int HEADER_BYTES = 4;

    private final String address;
    private final Duration timeout;
    private final PrintStream out;
    private final Logger log;

    PingCommand(String address, Duration timeout, PrintStream out, Logger log) {
        this.address = address;
        this.timeout = timeout;
        this.out = out;
        this.log = log;
    }

    @Override
    public int run() {
        out.println("PING uwsgi host " + address + " (timeout: " + timeout.toSeconds() + ")");
        long deadline = System.nanoTime() + timeout.toNanos();
        try (SocketChannel channel = Peer.connect(address, timeout);
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap(new byte[] {MODIFIER, 0, 0, 0}));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer header = read(channel, selector, HEADER_BYTES, deadline);
            int modifier = header.get(0) & 0xff;
            if (modifier != MODIFIER) {
                throw new IOException("the answer has modifier1 " + modifier + ", not " + MODIFIER);
            }
            int size = header.get(1) & 0xff | (header.get(2) & 0xff) << 8;
            if (size == 0) {
                return ANSWERED;
            }
            String message =
                    UTF_8.decode(read(channel, selector, size, deadline)).toString();
            out.println("[WARNING] node " + address + " message: " + message);
            return WARNED;
        } catch (IOException e) {
            log.error("no answer from {}: {}", address, e.getMessage() == null ? e.getClass() : e.getMessage());
            return SILENT;
        }
    }

    private static ByteBuffer read(SocketChannel channel, Selector selector, int size, long deadline)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0 || selector.select(left) == 0) {
                throw new SocketTimeoutException("timed out");
            }
            selector.selectedKeys().clear();
            if (channel.read(bytes) < 0) {
                throw new IOException("the server closed the connection");
            }
        }
        return bytes.flip();
    }
}
