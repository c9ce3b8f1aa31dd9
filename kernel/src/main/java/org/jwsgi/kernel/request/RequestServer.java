package org.jwsgi.kernel.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.request.RequestVars;
import org.jwsgi.kernel.posix.NonBlockingMode;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * The data plane of a worker: accepts on the listening sockets, decodes requests, runs them on the cores and sends the
 * responses. Runs in: WORKER. The methods may be called from any thread but the server's own.
 */
public final class RequestServer implements AutoCloseable {
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final RequestServerSetup setup;
    private final IoThread io;
    private final Cores cores;
    private final OverdueRequests overdue;
    private boolean closed;

    /** Creates a server that does not accept yet. */
    public RequestServer(RequestServerSetup setup) {
        this(setup, RequestTimeouts.of(setup.socketTimeout()));
    }

    RequestServer(RequestServerSetup setup, RequestTimeouts timeouts) {
        this.setup = setup;
        this.io = new IoThread(setup, timeouts);
        this.cores = new Cores(setup, io, new Dispatcher(setup, timeouts));
        this.overdue = new OverdueRequests(setup.workerId(), cores.all());
    }

    /**
     * Begins to accept. Connections are taken when this returns.
     *
     * @throws org.jwsgi.kernel.posix.PosixException when a listener's descriptor cannot be used
     */
    public void start() {
        for (Listener listener : setup.listeners()) {
            NonBlockingMode.enable(listener.fd());
        }
        io.start(cores);
        accepting(true);
    }

    /** Stops taking new connections; those that are open go on. */
    public void pause() {
        io.pauseAccepting();
        accepting(false);
    }

    /** Takes new connections again. */
    public void resume() {
        io.resumeAccepting();
        accepting(true);
    }

    /**
     * Stops accepting for good and lets what has been received finish: running and queued requests are answered with the
     * connection's end announced; idle connections may bring one more request for half a second and are then closed. The
     * listening sockets stay as they are for other processes.
     *
     * @return whether everything ended within the time; otherwise call {@link #close}
     * @throws InterruptedException when the calling thread is interrupted
     */
    public boolean drain(Duration limit) throws InterruptedException {
        accepting(false);
        io.beginDrain();
        return io.awaitEmpty(limit.toNanos());
    }

    /** Ends at once: interrupts running requests and cuts every connection. The listening sockets stay open. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        accepting(false);
        io.pauseAccepting();
        try {
            cores.stop(io, CLOSE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        io.stop();
    }

    /**
     * Runs a task on the I/O thread unless every core runs a request then: a process that does so can take another one. Any
     * thread; the task must not block.
     */
    public void whenWaiting(Runnable task) {
        io.execute(() -> {
            if (activity().size() < cores.all().size()) {
                task.run();
            }
        });
    }

    /** Returns what each busy core runs. The variables are a snapshot taken while the request runs. */
    public List<CoreActivity> activity() {
        List<CoreActivity> busy = new ArrayList<>();
        for (Core core : cores.all()) {
            ServedRequest request = core.active();
            if (request != null) {
                busy.add(new CoreActivity(
                        core.number(), core.thread(), request.startMicros(), snapshot(request.vars())));
            }
        }
        return busy;
    }

    private static List<String> snapshot(RequestVars vars) {
        List<String> lines = new ArrayList<>(vars.size());
        try {
            vars.forEach((name, value) -> lines.add(name + "=" + value));
        } catch (IndexOutOfBoundsException e) {
            // The request changed its variables meanwhile; what was read before stands.
        }
        return lines;
    }

    /**
     * Interrupts the request that a core runs. A request that does not wait for anything is not affected.
     *
     * @return whether the core ran one
     */
    public boolean interrupt(int core) {
        return cores.all().get(core).interrupt();
    }

    /** Logs what late requests do, and interrupts or answers them as the order says. Does not wait for them. */
    public void overdue(ControlMessage.Overdue order) {
        overdue.handle(order);
    }

    /** Returns how many client connections are open. */
    public int openConnections() {
        return io.openConnections();
    }

    /** Returns how many received requests wait for a core. */
    public int waitingRequests() {
        return cores.waiting();
    }

    private void accepting(boolean now) {
        setup.scoreboard().worker(setup.workerId()).set(WorkerField.ACCEPTING, now ? 1 : 0);
    }
}
