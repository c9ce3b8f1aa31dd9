package org.jwsgi.api.watch;

import java.util.List;

/** What becomes of a worker. The lines are logged when the kernel acts on the verdict, not when it has done so before. */
public sealed interface Verdict {
    /** Nothing. */
    record Keep() implements Verdict {}

    /**
     * It is replaced in good order: a successor starts, and once that one accepts connections this one finishes its
     * requests and ends. Without a master it ends without a successor.
     *
     * @param line for the log
     */
    record Recycle(String line) implements Verdict {}

    /**
     * It is killed at once, with everything it runs.
     *
     * @param lines for the log
     */
    record Kill(List<String> lines) implements Verdict {
        /** Copies the lines. */
        public Kill {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The stacks of some requests are logged, their threads are interrupted, and when they yield they are answered with
     * 504. Counts each as a harakiri.
     *
     * @param lines for the log
     * @param late the requests
     * @param everything whether the stacks of all threads are logged
     */
    record Interrupt(List<String> lines, List<LateRequest> late, boolean everything) implements Verdict {
        /** Copies the lists. */
        public Interrupt {
            lines = List.copyOf(lines);
            late = List.copyOf(late);
        }
    }

    /**
     * Some requests will not end: their clients are answered with 504, a successor starts, and once that one accepts
     * connections this worker finishes its other requests. It is up to the watch to kill it then.
     *
     * @param lines for the log
     * @param late the requests
     */
    record Replace(List<String> lines, List<LateRequest> late) implements Verdict {
        /** Copies the lists. */
        public Replace {
            lines = List.copyOf(lines);
            late = List.copyOf(late);
        }
    }

    /**
     * The stacks of some requests are logged and their clients answered with 504 as far as the worker is able to; then
     * the {@link WorkerWatch#lastWords} are logged and it is killed. Counts as a harakiri, unless its requests did.
     *
     * @param lines for the log
     * @param late the requests
     * @param everything whether the stacks of all threads are logged
     */
    record KillLate(List<String> lines, List<LateRequest> late, boolean everything) implements Verdict {
        /** Copies the lists. */
        public KillLate {
            lines = List.copyOf(lines);
            late = List.copyOf(late);
        }
    }
}
