package org.jwsgi.kernel.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.LogSocket;
import org.jwsgi.kernel.posix.Poller;
import org.jwsgi.kernel.posix.StandardStreams;

/**
 * Reads the log of all processes and passes it to the loggers. Standard output and standard error of this process, and so
 * of all its children, lead into a socket; a thread of its own reads that and only puts events into the queues of
 * loggers and taps, each of which has a thread again. So nobody waits for a slow logger: not the reader, and therefore
 * neither the workers nor the master loop. When this process dies, writes of the others fail and their lines are lost,
 * but they live on. Over an exec the socket stays and keeps what is written meanwhile.
 *
 * <p>Runs in: the process that the user started, which is the master. Opened, handed over and closed on its main thread.
 */
final class LogMaster {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int READ_BYTES = 128 * 1024;
    private static final int PARTIAL_LINE_MILLIS = 1000;

    private final LogHandOver descriptors;
    private final OriginalLog original;
    private final List<LogDestination> destinations = new ArrayList<>();
    private final List<LogDestination> taps = new CopyOnWriteArrayList<>();
    private final LogRoutes server;
    private final LogRoutes requests;
    private final LogFraming framing;
    private final Poller poller = new Poller();
    private final Thread reader;
    private volatile boolean ending;
    private boolean readerEnded;

    private LogMaster(LogHandOver descriptors, LogPipeline pipeline) throws IOException {
        this.descriptors = descriptors;
        this.original = new OriginalLog(descriptors.err());
        this.framing = new LogFraming(pipeline.limit(), this::take);
        this.reader = Thread.ofPlatform().name("log reader").daemon().unstarted(this::read);
        this.server = routes(pipeline.server());
        LogPipeline.@Nullable Way own = pipeline.requests().orElse(null);
        this.requests = own == null ? server : routes(own);
    }

    /**
     * Opens the loggers; {@link #start} does the rest.
     *
     * @param inherited the socket of an earlier image of this process
     * @throws JwsgiException when a logger cannot be opened
     */
    static LogMaster open(LogPipeline pipeline, Optional<LogHandOver> inherited) {
        LogHandOver descriptors = renewed(inherited);
        LogMaster master;
        try {
            master = new LogMaster(descriptors, pipeline);
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
        return master;
    }

    /** Has the standard streams lead here and begins to read. */
    void start() {
        destinations.forEach(LogDestination::start);
        reader.start();
        StandardStreams.copy(descriptors.writer(), 1);
        StandardStreams.copy(descriptors.writer(), 2);
    }

    /** The streams may lead elsewhere than those of the image before, so only the socket goes on. */
    private static LogHandOver renewed(Optional<LogHandOver> inherited) {
        inherited.ifPresent(before -> {
            Descriptors.close(before.out());
            Descriptors.close(before.err());
        });
        Descriptors.Pair socket = inherited
                .map(before -> new Descriptors.Pair(before.reader(), before.writer()))
                .orElseGet(LogSocket::open);
        return new LogHandOver(
                socket.first(), socket.second(), Descriptors.duplicateAbove(1, 3), Descriptors.duplicateAbove(2, 3));
    }

    /** Writes what an earlier image left in its socket to the log, for an instance that has no log master any more. */
    static void empty(LogHandOver before) {
        OriginalLog log = new OriginalLog(2);
        LogFraming framing =
                new LogFraming(READ_BYTES, line -> log.say(line.text().stripTrailing()));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(READ_BYTES);
            for (int n = LogSocket.receive(before.reader(), buffer);
                    n > 0;
                    n = LogSocket.receive(before.reader(), buffer)) {
                framing.accept(buffer, n, now());
            }
            framing.flush(now());
        }
        before.descriptors().forEach(Descriptors::close);
    }

    private LogRoutes routes(LogPipeline.Way way) throws IOException {
        Map<LogPipeline.Target, LogDestination> opened = new LinkedHashMap<>();
        for (LogPipeline.Target target : way.targets()) {
            try {
                target.sink().open();
            } catch (IOException e) {
                throw new IOException("cannot open logger " + target.label() + ": " + e.getMessage(), e);
            }
            opened.put(target, new LogDestination(target.label(), target.sink(), target.encoders(), original::say));
        }
        destinations.addAll(opened.values());
        List<LogRoutes.Route> routes = new ArrayList<>();
        for (LogPipeline.Rule rule : way.rules()) {
            opened.forEach((target, destination) -> {
                if (target.name().equals(rule.logger())) {
                    routes.add(new LogRoutes.Route(rule.expression(), destination));
                }
            });
        }
        List<LogDestination> unnamed = new ArrayList<>();
        opened.forEach((target, destination) -> {
            if (target.name().isEmpty()) {
                unnamed.add(destination);
            }
        });
        if (unnamed.isEmpty()) {
            LogDestination fallback = new LogDestination("", original, way.fallback(), _ -> {});
            destinations.add(fallback);
            unnamed.add(fallback);
        }
        return new LogRoutes(way.drains(), way.filters(), List.copyOf(routes), List.copyOf(unnamed));
    }

    /** Returns the descriptors that outlive an exec. */
    LogHandOver descriptors() {
        return descriptors;
    }

    /**
     * Passes every server line to someone from now on, on a thread of its own. Lines that it does not keep up with are
     * dropped and counted. Any thread.
     */
    void tap(Consumer<LogLine> tap) {
        LogDestination destination = new LogDestination("tap", new TapSink(tap), List.of(), original::say);
        destination.start();
        taps.add(destination);
    }

    /** Has the loggers open their targets again. Any thread. */
    void reopen() {
        destinations.forEach(LogDestination::reopen);
    }

    /** Has the loggers put their targets away. Any thread. */
    void rotate() {
        destinations.forEach(LogDestination::rotate);
    }

    private void take(LogLine line) {
        if (line.request()) {
            requests.send(line);
            return;
        }
        for (LogDestination tap : taps) {
            tap.offer(line);
        }
        server.send(line);
    }

    private void read() {
        poller.watch(descriptors.reader());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(READ_BYTES);
            while (true) {
                boolean last = ending; // before the read, so that nothing written before the end is missed
                int length = LogSocket.receive(descriptors.reader(), buffer);
                if (length > 0) {
                    framing.accept(buffer, length, now());
                } else if (last || length != -Errno.EAGAIN) {
                    break;
                } else if (poller.await(framing.hasRest() ? PARTIAL_LINE_MILLIS : -1)
                                .isEmpty()
                        && !ending) {
                    framing.flush(now());
                }
            }
            framing.flush(now());
        }
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    /**
     * Ends the reading before an exec. What the loggers have got they write, within {@code PATIENCE}; what comes now stays
     * in the socket.
     *
     * @return what the next image needs
     */
    LogHandOver handOver() {
        endReader();
        return descriptors;
    }

    /** Has the standard streams lead to where they led before, and gives the loggers a last chance. Idempotent. */
    void close() {
        StandardStreams.copy(descriptors.out(), 1);
        StandardStreams.copy(descriptors.err(), 2);
        endReader();
    }

    private void endReader() {
        if (readerEnded) {
            return;
        }
        readerEnded = true;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ending = true;
        poller.wake();
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<LogDestination> all = new ArrayList<>(taps);
        all.addAll(destinations);
        all.forEach(LogDestination::beginClose);
        all.forEach(destination -> destination.awaitClosed(deadline));
    }

    /** A tap, as a sink of its own destination. */
    private record TapSink(Consumer<LogLine> tap) implements LogSink {
        @Override
        public void write(LogLine line) {
            tap.accept(line);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
