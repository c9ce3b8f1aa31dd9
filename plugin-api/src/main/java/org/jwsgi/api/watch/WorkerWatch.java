package org.jwsgi.api.watch;

import java.time.Duration;
import java.util.List;

/**
 * Looks at one worker after the other and says what is to become of it. All methods are called on the loop thread of
 * the master (or of the sole process), never at once, and must return within milliseconds; so a watch may keep state
 * without locks.
 *
 * <p>No Java thread can be stopped from outside. A request that does not end by itself ends with its process only, which
 * is why some verdicts cost a worker.
 */
public interface WorkerWatch {
    /** Judges a worker that runs. Called about once a second for each, also for those that are told to end. */
    Verdict inspect(WorkerSnapshot worker);

    /**
     * Returns the log lines that precede the kill of a {@link Verdict.KillLate}.
     *
     * @param running what the worker says that it runs; empty when it does not answer any more
     */
    default List<String> lastWords(WorkerSnapshot worker, List<RunningRequest> running) {
        return List.of();
    }

    /** Returns how often {@link WorkerSnapshot#rss()} and {@code vsz} are to be measured; zero for never. */
    default Duration memorySampling() {
        return Duration.ZERO;
    }
}
