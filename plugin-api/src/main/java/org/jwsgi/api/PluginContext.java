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
}
