package org.jwsgi.kernel.request;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.Decoded;
import org.jwsgi.kernel.supervise.Scoreboard;

/**
 * One core: runs requests one after the other on its own virtual thread. Runs in: WORKER. Apart from {@link #run}, {@link
 * #wake} and {@link #interrupt} everything happens on that thread.
 */
final class Core implements Runnable {
    private static final int READ_SIZE = 32_768;

    private final int number;
    private final Cores cores;
    private final IoThread io;
    private final Dispatcher dispatcher;
    private final Scoreboard.Core counters;
    private final Thread thread;
    private final Object activeLock = new Object();
    private boolean started;
    private volatile boolean sleeping;
    private volatile @Nullable ServedRequest active;
    private @Nullable ReadBuffer readBuffer;
    private @Nullable OutBuffer outBuffer;

    Core(int number, Cores cores, IoThread io, Dispatcher dispatcher, Scoreboard.Core counters) {
        this.number = number;
        this.cores = cores;
        this.io = io;
        this.dispatcher = dispatcher;
        this.counters = counters;
        this.thread = Thread.ofVirtual().name("core-" + number).unstarted(this);
    }

    int number() {
        return number;
    }

    Thread thread() {
        return thread;
    }

    Scoreboard.Core counters() {
        return counters;
    }

    /** Returns the request that runs now. Any thread; it may have ended when the caller looks at it. */
    @Nullable
    ServedRequest active() {
        return active;
    }

    ReadBuffer readBuffer() {
        ReadBuffer buffer = readBuffer;
        if (buffer == null) {
            buffer = new ReadBuffer(READ_SIZE);
            readBuffer = buffer;
        }
        return buffer;
    }

    OutBuffer outBuffer() {
        OutBuffer buffer = outBuffer;
        if (buffer == null) {
            buffer = new OutBuffer();
            outBuffer = buffer;
        }
        return buffer;
    }

    /** The core is about to wait; under the lock of {@link Cores}. */
    void sleep() {
        sleeping = true;
    }

    /** Calls an idle core. Only who took it from the idle ones may. */
    void wake() {
        sleeping = false;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
    }

    /** Lets the core notice that the worker ends. */
    void endWhenIdle() {
        LockSupport.unpark(thread);
    }

    /** Interrupts the request that runs now, if any. Any thread. */
    boolean interrupt() {
        synchronized (activeLock) {
            if (active == null) {
                return false;
            }
            thread.interrupt();
            return true;
        }
    }

    /**
     * Does something while a request runs: it cannot end meanwhile. Any thread.
     *
     * @param startMicros the request's start
     * @return whether it still runs
     */
    boolean whileRunning(long startMicros, Consumer<ServedRequest> action) {
        synchronized (activeLock) {
            ServedRequest request = active;
            if (request == null || request.startMicros() != startMicros) {
                return false;
            }
            action.accept(request);
            return true;
        }
    }

    void begin(ServedRequest request) {
        active = request;
    }

    /** Ends the request: from here on an interrupt can no longer hit it or its successor. */
    void end() {
        synchronized (activeLock) {
            active = null;
        }
        Thread.interrupted();
    }

    @Override
    public void run() {
        Connection connection = arrived();
        do {
            while (connection != null) {
                if (cores.stopping()) {
                    io.farewell().finish(connection, false);
                    connection = null;
                } else {
                    connection = serve(connection);
                }
            }
            connection = nextRequest();
        } while (connection != null || !cores.stopping());
    }

    /** Returns what to run next, waiting for it; null when a call was in vain or the worker ends. */
    private @Nullable Connection nextRequest() {
        Connection connection = cores.poll();
        if (connection == null && io.acceptPending()) {
            connection = io.acceptFor(this);
        }
        if (connection == null) {
            connection = cores.pollOrIdle(this);
            if (connection == null) {
                if (io.acceptPending() && !io.draining()) {
                    // It arrived while this core was neither seen as idle nor looking.
                    io.execute(io::acceptWaiting);
                }
                while (sleeping) {
                    if (cores.stopping()) {
                        return null;
                    }
                    LockSupport.park(this);
                }
                connection = arrived();
            }
        }
        return connection;
    }

    /**
     * Takes the request that this core was woken for. While the core was on its way it counted neither as idle nor as
     * busy, so a connection may have been left in the listen queue although another core is idle.
     */
    private @Nullable Connection arrived() {
        Connection connection = cores.arrived();
        if (cores.idle() > cores.waiting() && io.acceptPending() && !io.draining()) {
            io.execute(io::acceptWaiting);
        }
        return connection;
    }

    /** Runs one request. Returns the connection again when it has brought another one that may run now. */
    private @Nullable Connection serve(Connection connection) {
        Ending ending = dispatcher.serve(connection, this);
        return switch (ending) {
            case KEEP -> afterKept(connection);
            case CLOSE -> {
                io.farewell().finish(connection, false);
                yield null;
            }
            case LINGER -> {
                io.farewell().finish(connection, true);
                yield null;
            }
        };
    }

    private @Nullable Connection afterKept(Connection connection) {
        try {
            if (connection.hasInput()) {
                Decoded decoded = IoThread.decodeBuffered(connection);
                if (decoded instanceof Decoded.Parsed) {
                    return cores.exchange(connection);
                }
                if (!(decoded instanceof Decoded.NeedMore)) {
                    io.execute(() -> io.decided(connection, decoded));
                    return null;
                }
            }
            return giveBack(connection);
        } catch (IOException e) {
            io.farewell().finish(connection, false);
            return null;
        }
    }

    private @Nullable Connection giveBack(Connection connection) throws IOException {
        if (connection.midHead()) {
            // Part of a head: the I/O thread has the clock for that.
            io.execute(() -> io.decided(connection, Decoded.NeedMore.INSTANCE));
            return null;
        }
        io.prepareIdle(connection);
        while (!connection.giveBack()) {
            connection.clear(Connection.READABLE);
            int received = readBuffer().receive(connection.socket);
            if (received < 0) {
                io.farewell().finish(connection, false);
                return null;
            }
            if (received > 0) {
                Decoded decoded = IoThread.decode(connection, readBuffer(), received);
                if (decoded instanceof Decoded.Parsed) {
                    connection.giveToCore(true);
                    return cores.exchange(connection);
                }
                io.execute(() -> io.decided(connection, decoded));
                return null;
            }
        }
        if (!connection.isRegistered()) {
            io.execute(() -> io.waiting(connection));
        }
        return null;
    }

    /** What becomes of a connection after a response. */
    enum Ending {
        /** It serves the next request. */
        KEEP,
        /** It is closed. */
        CLOSE,
        /** It is closed after taking in what the client still sends. */
        LINGER
    }
}
