package org.jwsgi.api;

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
}
