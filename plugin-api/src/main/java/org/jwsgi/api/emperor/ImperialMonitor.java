package org.jwsgi.api.emperor;

/**
 * A source of vassals: either it is asked for the whole set ({@link PollingMonitor}), or it tells of every change
 * ({@link StreamingMonitor}).
 *
 * <p>Runs in: EMPEROR, on a thread that the monitor shares with nobody; it may block as long as it likes. Whatever
 * it throws harms only itself: the vassals that it named stay as they are, the failure is logged when it is new, the stats
 * server shows it, and the monitor is called again.
 */
public sealed interface ImperialMonitor extends AutoCloseable permits PollingMonitor, StreamingMonitor {
    /**
     * Returns what logs and stats call the monitor; by default its address as configured, which may hold a password: a
     * monitor whose addresses do leaves it out.
     */
    default String label(MonitorAddress address) {
        return address.text();
    }

    /**
     * Ends the monitor: the Emperor stops. Called once, by another thread and possibly while the monitor is at work, whose
     * thread and whose background threads are interrupted afterwards. Releases what the monitor holds; idempotent, and works
     * when the monitor never ran.
     */
    @Override
    void close();
}
