package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.stats.StatsJson;
import org.jwsgi.api.stats.StatsTree;
import org.slf4j.Logger;

/**
 * The stats server. Accepts on a thread of its own and serves each client on a virtual thread, so that nobody waits for a
 * slow client. A client has four seconds to ask (with {@code stats-http}) and ten to take the answer; the master's tick
 * ends those who need longer, and beyond {@value #MAX_CLIENTS} clients the oldest has to go. Runs in: MASTER.
 */
final class StatsServer implements MasterService {
    static final int MAX_CLIENTS = 32;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long TAKE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 1000;
    private static final byte[] HTTP_HEAD = """
            HTTP/1.0 200 OK\r
            Connection: close\r
            Access-Control-Allow-Origin: *\r
            Content-Type: application/json\r
            \r
            """.getBytes(US_ASCII);

    private final MasterContext context;
    private final StatsOptions options;
    private final StatsAddress address;
    private final SocketFileRules rules;
    private final StatsTree tree;
    private final StatsClients clients;
    private final LongSupplier nanoTime;
    private final Logger log;
    private volatile @Nullable StatsListener listener;

    /**
     * Creates the server; it does not listen yet.
     *
     * @param nanoTime the clock of deadlines
     */
    StatsServer(
            MasterContext context,
            StatsOptions options,
            StatsAddress address,
            SocketFileRules rules,
            LongSupplier nanoTime) {
        this.context = context;
        this.options = options;
        this.address = address;
        this.rules = rules;
        this.tree = new StatsTree(options.noCores(), options.noMetrics());
        this.clients = new StatsClients(MAX_CLIENTS);
        this.nanoTime = nanoTime;
        this.log = context.log();
    }

    @Override
    public void start() {
        StatsListener bound = StatsListener.bind(address, rules);
        listener = bound;
        log.info(
                "*** Stats server enabled on {} fd: {} ***",
                bound.name(),
                bound.descriptor().map(String::valueOf).orElse("?"));
        context.background("stats", () -> accept(bound));
    }

    @Override
    public void onTick() {
        clients.closeExpired(nanoTime.getAsLong());
    }

    @Override
    public void close() {
        StatsListener bound = listener;
        if (bound == null) {
            return;
        }
        listener = null;
        try {
            bound.channel().close();
        } catch (IOException e) {
            log.warn("stats: cannot close the socket {}: {}", bound.name(), e.getMessage());
        }
        clients.closeAll();
        if (rules.vacuum() && bound.file().isPresent()) {
            remove(bound.file().get());
        }
    }

    /** Returns the address, once started. */
    String name() {
        StatsListener bound = listener;
        return bound == null ? address.text() : bound.name();
    }

    /** Returns the number of clients that are being served. */
    int clientCount() {
        return clients.count();
    }

    private void remove(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                log.info("VACUUM: unix socket {} (stats) removed.", file);
            }
        } catch (IOException e) {
            log.warn("stats: cannot remove the socket {}: {}", file, e.getMessage());
        }
    }

    private void accept(StatsListener bound) {
        while (bound.channel().isOpen()) {
            try {
                SocketChannel channel = bound.channel().accept();
                StatsClients.Client client = clients.add(channel, nanoTime.getAsLong() + ASK_NANOS);
                Thread.ofVirtual().name("stats-client").start(() -> serve(client));
            } catch (ClosedChannelException e) {
                return; // the server ends
            } catch (IOException e) {
                log.warn("stats: cannot accept a client: {}", e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    // Out of descriptors, most likely. Trying again at once would only fill the log.
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serve(StatsClients.Client client) {
        try (client) {
            SocketChannel channel = client.channel();
            ByteBuffer input = ByteBuffer.allocate(4096);
            if (options.http()) {
                if (channel.read(input) < 0) {
                    return;
                }
                client.extend(nanoTime.getAsLong() + TAKE_NANOS);
                write(channel, HTTP_HEAD);
            } else {
                client.extend(nanoTime.getAsLong() + TAKE_NANOS);
            }
            write(channel, StatsJson.write(tree.of(context.snapshot()), options.minified()));
            channel.shutdownOutput();
            // Closing with unread input would reset the connection and could cost the client the answer.
            while (channel.read(input.clear()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            log.debug("stats: a client went away: {}", e.toString());
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer output = ByteBuffer.wrap(bytes);
        while (output.hasRemaining()) {
            channel.write(output);
        }
    }
}
