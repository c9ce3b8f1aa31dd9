package org.jwsgi.kernel.boot;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.supervisor.Lines;
import org.jwsgi.api.supervisor.Programs;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.supervise.SupervisorLoop;
import org.slf4j.Logger;

/**
 * What a supervisor is given. Runs in: EMPEROR.
 *
 * @param plugin its plugin's context
 * @param loop its process' loop
 * @param programs starts programs
 * @param lines opens sockets
 * @param start the hooks of the process
 * @param vassal whether the instance has an Emperor
 * @param plugins the plugins
 * @param contexts makes the contexts of further plugins
 */
record SupervisorView(
        PluginContext plugin,
        SupervisorLoop loop,
        Programs programs,
        Lines lines,
        StartHooks start,
        boolean vassal,
        PluginHost plugins,
        PluginContexts contexts)
        implements SupervisorContext {
    @Override
    public void post(Runnable task) {
        loop.post(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        loop.after(delay, task);
    }

    @Override
    public void background(String name, Runnable task) {
        SystemThread.start(name, () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) {
                plugin.log().error("{} failed", name, e);
            }
        });
    }

    @Override
    public void end(int exitCode) {
        loop.end(exitCode);
    }

    @Override
    public Hooks hooks() {
        return start.compiler();
    }

    @Override
    public Map<String, String> environment() {
        return new HashMap<>(start.environment().variables());
    }

    @Override
    public void title(String title) {
        ProcessNames.set(Optional.of(title));
    }

    @Override
    public void status(String line) {
        new ServiceNotices(start.environment().variables()).status(line);
    }

    @Override
    public boolean isVassal() {
        return vassal;
    }

    @Override
    public void adoptOrphans() {
        try {
            Processes.becomeSubreaper();
        } catch (PosixException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
        loop.collectOrphans();
    }

    @Override
    public int uid() {
        return Credentials.uid();
    }

    @Override
    public int gid() {
        return Credentials.gid();
    }

    @Override
    public <P extends Provider> Optional<Found<P>> provider(Class<P> type, String name) {
        ProviderKind kind = ProviderKind.of(type);
        return switch (plugins.loadProvider(kind, name)) {
            case LoadOutcome.Missing() -> Optional.empty();
            case LoadOutcome.Broken(String reason) ->
                throw new SupervisorException("cannot load " + kind.noun() + " \"" + name + "\": " + reason);
            case LoadOutcome.Loaded ignored ->
                plugins.providers(Set.of(ProcessRole.EMPEROR))
                        .find(type, name)
                        .map(entry -> new Found<>(entry.provider(), entry.pluginId(), contexts.of(entry)));
        };
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
