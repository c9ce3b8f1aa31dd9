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
     * Reads a target as applications write it. A worker that it names need not exist: an application does not know how many
     * workers run it.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    static SignalTarget parse(String name) {
        return switch (name) {
            case "", "worker" -> new FirstFree();
            case "workers" -> new All();
            case "active-workers" -> new Active();
            default -> new One(workerOf(name));
        };
    }

    private static int workerOf(String name) {
        String prefix = "worker";
        if (name.startsWith(prefix) && name.length() <= prefix.length() + 6) {
            int worker = 0;
            for (int i = prefix.length(); i < name.length() && worker >= 0; i++) {
                char digit = name.charAt(i);
                worker = digit >= '0' && digit <= '9' ? worker * 10 + digit - '0' : -1;
            }
            if (worker > 0) {
                return worker;
            }
        }
        throw new IllegalArgumentException("there is no target \"" + name
                + "\": it is worker, workers, active-workers or workerN (there are no mules, spoolers and farms)");
    }
}
