package org.jwsgi.plugins.emperor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.supervisor.SupervisorContext;

/**
 * The vassals that wait for their turn to be spawned. Those that are known to die early stand in a line of their own, and the
 * two lines take turns: a crowd of bad vassals, each of which comes again and again, keeps no good one waiting for more than one
 * of them, and none of them waits for ever. Loop.
 */
final class SpawnQueue {
    private final SupervisorContext context;
    private final SpawnThrottle throttle;
    private final LongSupplier clock;
    private final Consumer<Vassal> start;
    private final Deque<Vassal> good = new ArrayDeque<>();
    private final Deque<Vassal> suspect = new ArrayDeque<>();
    private boolean suspectsTurn;
    private boolean waiting;

    /**
     * Creates an empty queue.
     *
     * @param clock milliseconds since the epoch; never goes back
     * @param start starts a vassal whose turn it is
     */
    SpawnQueue(SupervisorContext context, SpawnThrottle throttle, LongSupplier clock, Consumer<Vassal> start) {
        this.context = context;
        this.throttle = throttle;
        this.clock = clock;
        this.start = start;
    }

    /**
     * Adds a vassal, and starts it at once when there is no delay.
     *
     * @param suspected whether it is known to die early
     */
    void add(Vassal vassal, boolean suspected) {
        (suspected ? suspect : good).add(vassal);
        advance();
    }

    /** Takes a vassal out, if it is here. */
    void remove(Vassal vassal) {
        good.remove(vassal);
        suspect.remove(vassal);
    }

    private void advance() {
        while (!waiting && !(good.isEmpty() && suspect.isEmpty())) {
            long delay = throttle.delay(clock.getAsLong());
            if (delay > 0) {
                waiting = true;
                context.after(Duration.ofMillis(delay), this::delayIsOver);
                return;
            }
            Vassal next = next();
            if (next != null) {
                throttle.spawned(clock.getAsLong());
                start.accept(next);
            }
        }
    }

    private void delayIsOver() {
        waiting = false;
        advance();
    }

    private @Nullable Vassal next() {
        boolean suspected = good.isEmpty() || (suspectsTurn && !suspect.isEmpty());
        suspectsTurn = !suspected;
        return (suspected ? suspect : good).poll();
    }
}
