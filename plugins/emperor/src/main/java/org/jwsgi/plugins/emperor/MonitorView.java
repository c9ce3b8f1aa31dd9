package org.jwsgi.plugins.emperor;

import java.nio.file.Path;
import java.util.Optional;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.VassalSpec;
import org.slf4j.Logger;

/**
 * What a monitor is given. Any thread.
 *
 * @param plugin its plugin's context
 * @param thread runs it
 * @param files looks at files
 * @param directories watches directories for all monitors
 * @param options the Emperor's options
 */
record MonitorView(
        PluginContext plugin,
        MonitorThread thread,
        VassalFiles files,
        DirectoryWatch directories,
        EmperorOptions options)
        implements MonitorContext {
    @Override
    public void wakeUp() {
        thread.wakeUp();
    }

    @Override
    public void watch(Path directory) {
        directories.watch(directory, thread);
    }

    @Override
    public void background(String name, Runnable task) {
        thread.background(name, task);
    }

    @Override
    public boolean accepts(String name) {
        return options.accepts(name);
    }

    @Override
    public Optional<VassalSpec> file(Path file, String name, Path directory) {
        return files.describe(file, name, directory);
    }

    @Override
    public boolean ownersWanted() {
        return options.tyrant();
    }

    @Override
    public <T extends Record> T options(Class<T> record) {
        return plugin.options(record);
    }

    @Override
    public Logger log() {
        return plugin.log();
    }

    @Override
    public ProcessRole role() {
        return plugin.role();
    }

    @Override
    public int workerId() {
        return plugin.workerId();
    }

    @Override
    public InstanceInfo instance() {
        return plugin.instance();
    }
}
