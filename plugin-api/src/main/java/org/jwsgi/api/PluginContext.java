package org.jwsgi.api;

import java.util.function.IntConsumer;
import org.slf4j.Logger;

/** What a provider is given when it creates an instance. Valid in the process that created it, on any thread. */
public interface PluginContext {
    /**
     * Returns the bound options of a record that the provider named in {@link Provider#options()}.
     *
     * @throws IllegalArgumentException when the provider did not name the record
     */
    <T extends Record> T options(Class<T> record);

    /** Returns the logger named after the plugin. */
    Logger log();

    /** Returns the process that asks. */
    ProcessRole role();

    /** Returns the worker's number, from 1; 0 in every other process. */
    int workerId();

    /** Returns facts about the instance and the machine. */
    InstanceInfo instance();

    /**
     * Raises an alarm of the instance ({@code alarm = NAME TYPE:ARGUMENT}). Any process and thread; returns at once. The
     * message is lost when the instance has no alarm of that name or no master, when it is longer than 32768 characters, and when a
     * process raises more than 1000 alarms in a second.
     *
     * @param alarm the alarm's name
     * @param message what it says
     */
    default void raiseAlarm(String alarm, String message) {}

    /**
     * Raises a uWSGI signal: one of the workers, or all of them, run what they have registered for it. Any process and
     * thread; returns at once. A signal that nobody has registered is reported in the log and lost.
     *
     * @param signal its number, 0 to 255
     * @throws IllegalArgumentException when it is no such number
     */
    default void raiseSignal(int signal) {}

    /**
     * Registers what this worker runs when a uWSGI signal is raised; a later registration of the number replaces an earlier
     * one. Runs in: WORKER, any thread. The handler is called on a thread of its own, beside the requests, one signal at a
     * time; what it throws is logged.
     *
     * @param signal its number, 0 to 255
     * @param target who runs it: an empty text or {@code worker} for the first worker that is free, {@code workers} for all,
     *     {@code active-workers} for those that serve, {@code workerN} for one, which need not exist
     * @param handler is given the number
     * @throws IllegalArgumentException when there is no such number or target; the message says which
     * @throws UnsupportedOperationException when this process is no worker
     */
    default void registerSignal(int signal, String target, IntConsumer handler) {
        throw new UnsupportedOperationException("signals are handled in workers");
    }
}
