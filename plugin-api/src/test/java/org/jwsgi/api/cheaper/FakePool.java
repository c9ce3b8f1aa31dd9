package org.jwsgi.api.cheaper;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jwsgi.api.cheaper.PoolSnapshot.Activity;
import org.jwsgi.api.cheaper.PoolSnapshot.Slot;

/**
 * A pool of workers for tests. It obeys at once: a started worker is idle in the same second, a stopped one is cheaped.
 * Each decision is one second of its clock.
 */
public final class FakePool {
    private final Activity[] activities;
    private final long[] runningMicros;
    private final int minimum;
    private int step = 1;
    private int overload = 3;
    private long backlog;
    private boolean maySpawn = true;
    private long seconds = 1000;

    /** Creates a pool whose first workers run, as many as its minimum. */
    public FakePool(int processes, int minimum) {
        this.activities = new Activity[processes];
        this.runningMicros = new long[processes];
        this.minimum = minimum;
        for (int i = 0; i < processes; i++) {
            activities[i] = i < minimum ? Activity.IDLE : Activity.CHEAPED;
        }
    }

    /** Sets {@code cheaper-step}. */
    public FakePool step(int workers) {
        step = workers;
        return this;
    }

    /** Sets {@code cheaper-overload}. */
    public FakePool overload(int value) {
        overload = value;
        return this;
    }

    /** Sets the number of waiting connections. */
    public FakePool backlog(long connections) {
        backlog = connections;
        return this;
    }

    /** Allows or forbids new workers. */
    public FakePool maySpawn(boolean may) {
        maySpawn = may;
        return this;
    }

    /** Lets exactly this many of the running workers be busy, the first ones. */
    public FakePool busy(int workers) {
        int left = workers;
        for (int i = 0; i < activities.length; i++) {
            if (slot(i).active()) {
                activities[i] = left > 0 ? Activity.BUSY : Activity.IDLE;
                left--;
            }
        }
        return this;
    }

    /** Sets what a worker does. */
    public FakePool worker(int id, Activity activity) {
        activities[id - 1] = activity;
        return this;
    }

    /** Lets a worker finish requests that took this long. */
    public FakePool ran(int id, long micros) {
        runningMicros[id - 1] += micros;
        return this;
    }

    /** Moves the clock without a decision. */
    public FakePool passSeconds(long more) {
        seconds += more;
        return this;
    }

    /** Returns the pool as it is. */
    public PoolSnapshot now() {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < activities.length; i++) {
            slots.add(slot(i));
        }
        return new PoolSnapshot(seconds, minimum, step, overload, backlog, maySpawn, slots);
    }

    /** Returns the number of running workers. */
    public int active() {
        return now().active();
    }

    /** Lets a second pass and an algorithm decide, carries the decision out and returns it. */
    public int decide(CheaperAlgorithm algorithm) {
        seconds++;
        int wanted = algorithm.adjust(now());
        for (int i = 0; i < wanted; i++) {
            change(Activity.CHEAPED, Activity.IDLE);
        }
        for (int i = 0; i > wanted; i--) {
            change(Activity.IDLE, Activity.CHEAPED);
        }
        return wanted;
    }

    /** Returns the decisions of some seconds in which nothing else changes. */
    public List<Integer> decide(CheaperAlgorithm algorithm, int times) {
        List<Integer> decisions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            decisions.add(decide(algorithm));
        }
        return decisions;
    }

    /** Changes the load at random. */
    void shake(SplittableRandom random) {
        for (int i = 0; i < activities.length; i++) {
            if (slot(i).active()) {
                activities[i] = random.nextInt(3) == 0 ? Activity.IDLE : Activity.BUSY;
                runningMicros[i] += random.nextLong(2_000_000);
                if (random.nextInt(40) == 0) {
                    activities[i] = Activity.AWAY;
                }
            } else if (activities[i] == Activity.AWAY) {
                activities[i] = Activity.IDLE;
            }
        }
        backlog = random.nextInt(3) == 0 ? random.nextLong(100) : 0;
        maySpawn = random.nextInt(5) > 0;
        seconds += random.nextInt(10) == 0 ? random.nextLong(100) : 0;
    }

    private Slot slot(int index) {
        return new Slot(index + 1, activities[index], runningMicros[index]);
    }

    private void change(Activity from, Activity to) {
        for (int i = 0; i < activities.length; i++) {
            if (activities[i] == from) {
                activities[i] = to;
                return;
            }
        }
    }
}
