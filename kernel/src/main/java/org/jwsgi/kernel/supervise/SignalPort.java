package org.jwsgi.kernel.supervise;

import java.util.function.IntConsumer;

/** The way from the plugins of a process to the uWSGI signals of its instance. Every method is safe on any thread. */
@FunctionalInterface
public interface SignalPort {
    /** How many signals there are; their numbers begin with 0. */
    int NUMBERS = 256;

    /** Raises a signal of a valid number. Returns at once. */
    void raise(int number);

    /**
     * Registers what this process runs for a signal of a valid number.
     *
     * @throws IllegalArgumentException when there is no such target
     * @throws UnsupportedOperationException when this process is no worker
     */
    default void register(int number, String target, IntConsumer handler) {
        throw new UnsupportedOperationException("signals are handled in workers");
    }

    /**
     * Checks a number.
     *
     * @throws IllegalArgumentException when no signal has it
     */
    static int checked(int number) {
        if (number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("there is no signal " + number + ", signals are 0 to 255");
        }
        return number;
    }
}
