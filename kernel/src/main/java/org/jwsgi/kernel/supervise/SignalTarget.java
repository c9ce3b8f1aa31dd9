package org.jwsgi.kernel.supervise;

/** Who handles a uWSGI signal. */
public sealed interface SignalTarget {
    /** The first worker that is free. */
    record FirstFree() implements SignalTarget {}

    /** Every worker. */
    record All() implements SignalTarget {}

    /** Every worker that serves. */
    record Active() implements SignalTarget {}

    /**
     * One worker.
     *
     * @param worker its number, from 1
     */
    record One(int worker) implements SignalTarget {}

    /**
     * Reads a target as applications write it.
     *
     * @param workers how many workers there are
     * @throws IllegalArgumentException when there is none of this name
     */
    static SignalTarget parse(String name, int workers) {
        return switch (name) {
            case "", "worker" -> new FirstFree();
            case "workers" -> new All();
            case "active-workers" -> new Active();
            default -> one(name, workers);
        };
    }

    private static SignalTarget one(String name, int workers) {
        if (name.startsWith("worker") && name.length() < 12) {
            int worker = 0;
            for (int i = "worker".length(); i < name.length() && worker >= 0; i++) {
                char digit = name.charAt(i);
                worker = digit >= '0' && digit <= '9' ? worker * 10 + digit - '0' : -1;
            }
            if (worker > 0 && worker <= workers) {
                return new One(worker);
            }
            if (worker >= 0) {
                throw new IllegalArgumentException("there is no " + name + ", workers are 1 to " + workers);
            }
        }
        throw new IllegalArgumentException("there is no target \"" + name
                + "\": it is worker, workers, active-workers or workerN (there are no mules, spoolers and farms)");
    }
}
