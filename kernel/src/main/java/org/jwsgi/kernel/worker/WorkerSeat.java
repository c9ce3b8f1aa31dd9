package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.function.IntConsumer;
import org.jwsgi.kernel.supervise.ProcessOptions;

/**
 * Which worker this is, of how many.
 *
 * @param id its number, from 1
 * @param options the processes of the instance
 * @param apps the number of app slots on the scoreboard; as the master has it
 * @param halt ends the JVM on the spot with an exit code; used when an order to end comes while the apps still load
 * @param waitingEvery how often to tell the master that this worker waits for requests; zero for never
 */
public record WorkerSeat(int id, ProcessOptions options, int apps, IntConsumer halt, Duration waitingEvery) {
    /** A worker that need not tell that it waits. */
    public WorkerSeat(int id, ProcessOptions options, int apps, IntConsumer halt) {
        this(id, options, apps, halt, Duration.ZERO);
    }
}
