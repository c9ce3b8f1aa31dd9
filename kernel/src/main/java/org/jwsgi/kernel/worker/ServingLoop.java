package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.supervise.EventLoop;

/**
 * The heart of a serving process: a control thread that hears orders from the process' start on, while the main thread
 * loads apps and then waits in {@link #serve}. An order to end that comes before traffic flows ends the JVM on the
 * spot, since there is nothing to finish and the main thread may be deep in an app's initialisation. Runs in: WORKER.
 */
final class ServingLoop {
    private static final long TICK_NANOS = 250_000_000L;

    private final EventLoop loop = new EventLoop();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final Duration mercy;
    private final IntConsumer halt;
    private final List<Runnable> ticks = new ArrayList<>();
    private volatile @Nullable SignalHandlers signals;

    // Control thread only.
    private @Nullable Traffic traffic;
    private boolean paused;
    private boolean draining;

    /**
     * Prepares the loop.
     *
     * @param mercy how long requests may take to finish
     * @param halt ends the JVM on the spot with an exit code
     */
    ServingLoop(Duration mercy, IntConsumer halt) {
        this.mercy = mercy;
        this.halt = halt;
    }

    EventLoop events() {
        return loop;
    }

    /** Has something called several times a second on the control thread. Before {@link #begin}. */
    void tick(Runnable task) {
        ticks.add(task);
    }

    /** Has a graceful end wait for the handler of a signal, too. Any thread. */
    void awaits(SignalHandlers handlers) {
        signals = handlers;
    }

    /** Starts the control thread. */
    void begin() {
        Thread.ofPlatform().name("control").daemon().start(this::run);
    }

    private void run() {
        try {
            long nextTick = System.nanoTime();
            boolean ticking = !ticks.isEmpty();
            while (true) {
                long left = (nextTick - System.nanoTime()) / 1_000_000;
                loop.turn(ticking ? Math.max(0, left) : -1);
                if (ticking && nextTick - System.nanoTime() <= 0) {
                    nextTick = System.nanoTime() + TICK_NANOS;
                    ticks.forEach(Runnable::run);
                }
            }
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /**
     * Starts traffic, announces it and waits for the end. Main thread.
     *
     * @param announce called on the control thread once connections are accepted
     * @return the exit code
     */
    int serve(Traffic flowing, Runnable announce) {
        // On the control thread, so that an order comes either before anything is accepted or once all of it can be
        // finished.
        loop.post(() -> {
            flowing.start();
            traffic = flowing;
            if (paused) {
                flowing.pause();
            }
            announce.run();
        });
        try {
            return end.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        } finally {
            flowing.close();
        }
    }

    /** Ends at once. Control thread. */
    void endNow(int code) {
        if (traffic == null) {
            halt.accept(code);
        }
        end.complete(code);
    }

    /** Finishes what runs, then ends. Control thread. */
    void endGracefully(int code) {
        Traffic flowing = traffic;
        if (flowing == null) {
            endNow(code);
        } else if (!draining) {
            draining = true;
            flowing.pause(); // now, whatever becomes of the thread
            try {
                // No virtual thread: requests that compute may hold all of their carriers.
                SystemThread.start("drain", () -> drain(flowing, code));
            } catch (PosixException e) {
                Thread.ofVirtual().name("drain").start(() -> drain(flowing, code));
            }
        }
    }

    private void drain(Traffic flowing, int code) {
        try {
            long deadline = System.nanoTime() + mercy.toNanos();
            if (!flowing.drain(mercy)) {
                WorkerMessages.cutShort(mercy.toSeconds());
            }
            SignalHandlers handlers = signals;
            if (handlers != null && !handlers.drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                WorkerMessages.signalCutShort(mercy.toSeconds());
            }
            end.complete(code);
        } catch (InterruptedException e) {
            end.complete(code);
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** Tells whether any request runs. Control thread. */
    boolean busy() {
        return traffic != null && !traffic.activity().isEmpty();
    }

    @Nullable
    Traffic traffic() {
        return traffic;
    }

    /** Suspends or resumes accepting, also if traffic does not flow yet. Returns whether that changed anything. */
    boolean pause(boolean pause) {
        if (paused == pause) {
            return false;
        }
        paused = pause;
        if (traffic != null && !draining) {
            if (pause) {
                traffic.pause();
            } else {
                traffic.resume();
            }
        }
        return true;
    }
}
