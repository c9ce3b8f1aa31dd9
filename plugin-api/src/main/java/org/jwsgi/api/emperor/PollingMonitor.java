package org.jwsgi.api.emperor;

import java.util.Collection;

/**
 * A monitor that is asked from time to time which vassals there should be. The Emperor asks every {@code emperor-freq}
 * seconds, and at once after {@link MonitorContext#wakeUp()}.
 */
public non-sealed interface PollingMonitor extends ImperialMonitor {
    /**
     * Returns every vassal that there should be now, in an order of the monitor's choice, in which new ones are started. The
     * Emperor compares names and stamps with what it has: it starts new vassals, reloads those whose
     * {@link VassalSpec#stamp()} has become later, and stops those that are missing. Of two with one name the first counts.
     *
     * <p>The monitor's own thread, never two calls at once. May block.
     *
     * @throws MonitorException when the source cannot be read; every vassal stays as it is
     * @throws InterruptedException when the thread is interrupted because the Emperor stops
     */
    Collection<VassalSpec> scan() throws MonitorException, InterruptedException;
}
