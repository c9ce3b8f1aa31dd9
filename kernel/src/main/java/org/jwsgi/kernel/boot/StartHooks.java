package org.jwsgi.kernel.boot;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.kernel.hook.CommandOptions;
import org.jwsgi.kernel.hook.HookCompiler;
import org.jwsgi.kernel.hook.HookEnvironment;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.hook.HookProcess;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.ProcessOptions;

/**
 * The hooks of a process, read from its configuration: those of its phases, which the start runs, and the means to make
 * those of its services. Main thread.
 *
 * @param phases the hooks of the phases
 * @param environment the environment that hooks and children get
 * @param compiler makes further hooks
 */
record StartHooks(HookPhases phases, HookEnvironment environment, HookCompiler compiler) {
    /**
     * Reads the hooks of the instance's first process, and by that those of its workers, so that mistakes in any of them
     * are found before the first one runs.
     *
     * @throws org.jwsgi.kernel.JwsgiException with a line for each hook that is no good
     */
    static StartHooks of(Start start) {
        ProcessOptions processes = start.options(ProcessOptions.class);
        InstanceInfo instance = InstanceFacts.of(
                start.installation(),
                start.configuration(),
                WorkerStart.startDirectory(),
                Processes.pid(),
                processes.processes());
        return of(start, instance, processes.needsMaster() ? ProcessRole.MASTER : ProcessRole.WORKER, 0);
    }

    /** Returns the environment that the instance's next image gets. */
    Map<String, String> imageEnvironment(Map<String, String> configured) {
        Map<String, String> image = new HashMap<>(configured);
        image.putAll(environment.changes());
        return image;
    }

    /**
     * Runs the hooks that follow the jail.
     *
     * @param jailedPid the jailed instance, when this process is the one outside
     */
    void afterJail(OptionalInt jailedPid) {
        jailedPid.ifPresent(pid -> environment.set("UWSGI_JAIL_PID", Integer.toString(pid)));
        phases.run(HookPhase.POST_JAIL);
    }

    /** Reads the hooks of one process. */
    static StartHooks of(Start start, InstanceInfo instance, ProcessRole role, int workerId) {
        HookEnvironment environment = new HookEnvironment(
                NextImage.childEnvironment(start.configuration().environment()));
        HookProcess process =
                new HookProcess(environment, start.options(CommandOptions.class).shells(), Runtime.getRuntime()::halt);
        HookCompiler compiler = new HookCompiler(
                start.plugins(),
                new PluginContexts(start.configuration()::bind, instance, role, workerId, start.plugins()),
                process);
        return new StartHooks(HookPhases.of(start.configuration().lines(), () -> compiler), environment, compiler);
    }
}
