package org.jwsgi.api.metric;

import java.util.function.LongUnaryOperator;

/** A number of the instance. Lives in: MASTER. Every method is safe on any thread and never blocks. */
public interface Metric {
    /** Returns what it is. */
    MetricDefinition definition();

    /** Returns its value, as of the last collection when it is collected. */
    long value();

    /**
     * Changes the value in one step, as {@link java.util.concurrent.atomic.AtomicLong#updateAndGet} does. A collector
     * overwrites the change when its time comes. Changing an alias changes the metric that it names.
     *
     * @return the new value
     */
    long update(LongUnaryOperator change);

    /** Adds to the value and returns the new one. */
    default long add(long amount) {
        return update(value -> value + amount);
    }

    /** Sets the value. */
    default void set(long value) {
        long unused = update(before -> value);
    }
}
