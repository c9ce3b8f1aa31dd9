package org.jwsgi.api.answer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.slf4j.Logger;

/**
 * Gives the same answer to everybody who connects. Accepts on a thread of its own and serves each client on a virtual
 * thread, so that nobody waits for a slow client. A client has four seconds to ask, if it must, and ten to take the answer;
 * the tick of its process ends those who need longer, and beyond {@value #MAX_CLIENTS} clients the oldest has to go. Runs in:
 * MASTER, or the process of a supervisor.
 */
public final class AnswerServer implements MasterService {
    /** How many clients are served at once. */
    public static final int MAX_CLIENTS = 32;

    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long TAKE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 1000;

    private final BiConsumer<String, Runnable> threads;
    private final Setup setup;
    private final AnswerAddress address;
    private final SocketFileRules rules;
    private final AnswerClients clients;
    private final LongSupplier nanoTime;
    private final Logger log;
    private volatile @Nullable AnswerListener listener;

    /**
     * What is served.
     *
     * @param noun what the server is called in messages, such as {@code stats server}
     * @param thread the name of its thread and of its kind in the log, such as {@code stats}
     * @param address {@code HOST:PORT} or the path of a UNIX socket, which follows {@code chmod-socket} and {@code vacuum}
     * @param afterRequest whether the answer waits until the client has sent something
     * @param answer makes the answer; called for each client on a thread of its own, and may block
     */
    public record Setup(String noun, String thread, String address, boolean afterRequest, Supplier<byte[]> answer) {}

    /**
     * Creates the server; it does not listen yet.
     *
     * @param nanoTime the clock of deadlines, such as {@code System::nanoTime}
     * @throws org.jwsgi.api.master.ServiceException when the address cannot be used
     */
    public AnswerServer(MasterContext context, Setup setup, LongSupplier nanoTime) {
        this(context, context::background, setup, nanoTime);
    }

    /**
     * Creates the server in a process other than the master; it does not listen yet.
     *
     * @param threads starts a daemon thread with a name
     * @param nanoTime the clock of deadlines, such as {@code System::nanoTime}
     * @throws org.jwsgi.api.master.ServiceException when the address cannot be used
     */
    public AnswerServer(
            PluginContext context, BiConsumer<String, Runnable> threads, Setup setup, LongSupplier nanoTime) {
        this.threads = threads;
        this.setup = setup;
        this.address = AnswerAddress.parse(setup.noun(), setup.address().strip());
        this.rules = SocketFileRules.from(context.instance().options());
        this.clients = new AnswerClients(MAX_CLIENTS);
        this.nanoTime = nanoTime;
        this.log = context.log();
    }

    @Override
    public void start() {
        AnswerListener bound = AnswerListener.bind(setup.noun(), address, rules);
        listener = bound;
        log.info(
                "*** {} enabled on {} fd: {} ***",
                Character.toUpperCase(setup.noun().charAt(0)) + setup.noun().substring(1),
                bound.name(),
                bound.descriptor().map(String::valueOf).orElse("?"));
        threads.accept(setup.thread(), () -> accept(bound));
    }

    @Override
    public void onTick() {
        clients.closeExpired(nanoTime.getAsLong());
    }

    @Override
    public void close() {
        AnswerListener bound = listener;
        if (bound == null) {
            return;
        }
        listener = null;
        try {
            bound.channel().close();
        } catch (IOException e) {
            log.warn("{}: cannot close the socket {}: {}", setup.thread(), bound.name(), e.getMessage());
        }
        clients.closeAll();
        if (rules.vacuum() && bound.file().isPresent()) {
            remove(bound.file().get());
        }
    }

    /** Returns the address, once started. */
    public String name() {
        AnswerListener bound = listener;
        return bound == null ? address.text() : bound.name();
    }

    /** Returns the number of clients that are being served. */
    public int clientCount() {
        return clients.count();
    }

    private void remove(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                log.info("VACUUM: unix socket {} ({}) removed.", file, setup.thread());
            }
        } catch (IOException e) {
            log.warn("{}: cannot remove the socket {}: {}", setup.thread(), file, e.getMessage());
        }
    }

    private void accept(AnswerListener bound) {
        while (bound.channel().isOpen()) {
            try {
                SocketChannel channel = bound.channel().accept();
                AnswerClients.Client client = clients.add(channel, nanoTime.getAsLong() + ASK_NANOS);
                Thread.ofVirtual().name(setup.thread() + "-client").start(() -> serve(client));
            } catch (ClosedChannelException e) {
                return; // the server ends
            } catch (IOException e) {
                log.warn("{}: cannot accept a client: {}", setup.thread(), e.getMessage());
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

    private void serve(AnswerClients.Client client) {
        try (client) {
            SocketChannel channel = client.channel();
            ByteBuffer input = ByteBuffer.allocate(4096);
            if (setup.afterRequest()) {
                if (channel.read(input) < 0) {
                    return;
                }
                client.extend(nanoTime.getAsLong() + TAKE_NANOS);
            } else {
                client.extend(nanoTime.getAsLong() + TAKE_NANOS);
            }
            write(channel, setup.answer().get());
            channel.shutdownOutput();
            // Closing with unread input would reset the connection and could cost the client the answer.
            while (channel.read(input.clear()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            log.debug("{}: a client went away: {}", setup.thread(), e.toString());
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer output = ByteBuffer.wrap(bytes);
        while (output.hasRemaining()) {
            channel.write(output);
        }
    }
}
