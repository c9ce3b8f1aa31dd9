package org.jwsgi.api.emperor;

/** A monitor that is told of changes by its source, such as a message queue, and passes them on. */
public non-sealed interface StreamingMonitor extends ImperialMonitor {
    /**
     * Waits for changes and passes them on until the Emperor stops. The Emperor remembers what it was told, also while the
     * monitor has failed and until it runs again, a few seconds later.
     *
     * <p>The monitor's own thread. Blocks.
     *
     * @param vassals takes the changes; valid until this method returns or throws, on any thread
     * @throws MonitorException when the source is lost; every vassal stays as it is, and the method is called again later
     * @throws InterruptedException when the thread is interrupted because the Emperor stops
     */
    void run(VassalCommands vassals) throws MonitorException, InterruptedException;
}
