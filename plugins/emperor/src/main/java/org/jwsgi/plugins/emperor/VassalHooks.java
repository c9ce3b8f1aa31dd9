package org.jwsgi.plugins.emperor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.supervisor.NamespaceVisit;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;

/**
 * Runs what the Emperor has to run beside its vassals. Hooks may take their time, so they run one after the other on a thread
 * of their own, in the order of what they follow. Loop, except for that thread.
 */
final class VassalHooks {
    /** What works on a whole process: a hook in the place of a vassal has only a thread of the Emperor. */
    private static final Set<String> NOT_AS_VASSAL = Set.of("exit", "putenv");

    private final SupervisorContext context;
    private final EmperorHookOptions options;
    private final VassalOptions vassals;
    private final EmperorMessages messages;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final VassalOccasion afterStart;
    private final VassalOccasion inNamespaces;
    private final VassalOccasion onDemand;
    private final VassalOccasion onConfig;
    private final Set<String> namespaces;
    private boolean running;

    /**
     * Reads the hooks.
     *
     * @throws HookException when one is no good
     */
    VassalHooks(
            SupervisorContext context, EmperorHookOptions options, VassalOptions vassals, EmperorMessages messages) {
        this.context = context;
        this.options = options;
        this.vassals = vassals;
        this.messages = messages;
        TenantOptions tenants = context.options(TenantOptions.class);
        afterStart = occasion(
                "as-emperor", options.asEmperor(), options.mountAsEmperor(), options.unmountAsEmperor(), List.of());
        inNamespaces =
                occasion("as-emperor-setns", options.inNamespaces()).without(NOT_AS_VASSAL, "hook-as-emperor-setns");
        if (!inNamespaces.isEmpty() && tenants.tool().isPresent()) {
            throw new HookException("hook-as-emperor-setns cannot be used with emperor-use-clone = user:"
                    + " Linux lets no process of several threads enter another's users");
        }
        namespaces = tenants.separated();
        onDemand = occasion("as-on-demand-vassal", options.onDemand());
        onConfig = occasion("as-on-config-vassal", options.onConfig());
    }

    private VassalOccasion occasion(String phase, List<String> hooks) {
        return occasion(phase, hooks, List.of(), List.of(), List.of());
    }

    private VassalOccasion occasion(
            String phase, List<String> hooks, List<String> mounts, List<String> unmounts, List<String> commands) {
        List<String> texts = new ArrayList<>(hooks);
        mounts.forEach(text -> texts.add("mount:" + text));
        unmounts.forEach(text -> texts.add("umount:" + text));
        commands.forEach(text -> texts.add("exec:" + text));
        return new VassalOccasion(context.hooks(), messages, phase, texts);
    }

    /** Returns the verbs of all hooks that these options lead to. */
    static List<String> verbs(EmperorHookOptions options, VassalOptions vassals) {
        List<String> verbs = new ArrayList<>();
        for (List<String> hooks : List.of(
                options.emperorStart(),
                options.asEmperor(),
                options.asVassal(),
                options.beforeVassal(),
                options.beforeDrop(),
                options.inNamespaces(),
                options.onDemand(),
                options.onConfig())) {
            hooks.forEach(hook -> verbs.add(VassalOccasion.verb(hook)));
        }
        boolean commands = !options.execAsVassal().isEmpty()
                || !options.execAsEmperor().isEmpty()
                || vassals.startHook().isPresent()
                || vassals.stopHook().isPresent();
        boolean mounts = !options.mountAsVassal().isEmpty()
                || !options.mountAsEmperor().isEmpty()
                || !options.unmountAsVassal().isEmpty()
                || !options.unmountAsEmperor().isEmpty();
        if (commands) {
            verbs.add("exec");
        }
        if (mounts) {
            verbs.addAll(List.of("mount", "umount"));
        }
        return verbs;
    }

    /**
     * Returns the hooks on the way to each vassal.
     *
     * @throws HookException when one is no good
     */
    LaunchHooks onTheWay() {
        return new LaunchHooks(
                occasion("as-emperor-before-vassal", options.beforeVassal())
                        .without(NOT_AS_VASSAL, "hook-as-emperor-before-vassal"),
                occasion("as-vassal-before-drop", options.beforeDrop())
                        .without(NOT_AS_VASSAL, "hook-as-vassal-before-drop"),
                occasion(
                                "as-vassal",
                                options.asVassal(),
                                options.mountAsVassal(),
                                options.unmountAsVassal(),
                                options.execAsVassal())
                        .without(NOT_AS_VASSAL, "hook-as-vassal"));
    }

    /** Runs the hooks that follow a vassal's beginning to wait for a connection. */
    void waiting(Vassal vassal) {
        onDemand.about(vassal).forEach(this::later);
    }

    /** Runs the hooks that follow a change of a waiting vassal's configuration. */
    void changed(Vassal vassal) {
        onConfig.about(vassal).forEach(this::later);
    }

    /** The namespaces are opened now: later the pid may be another's. */
    private void enter(Vassal vassal) {
        if (inNamespaces.isEmpty()) {
            return;
        }
        NamespaceVisit visit;
        try {
            visit = context.programs().visit(vassal.pid, namespaces);
        } catch (SupervisorException e) {
            context.log().error("[emperor] vassal {}: {}", vassal.id(), e.getMessage());
            return;
        }
        List<Runnable> hooks = inNamespaces.about(vassal);
        later(() -> {
            try (visit) {
                hooks.forEach(visit::run);
            }
        });
    }

    /** Runs the hooks that follow the start of a vassal. */
    void started(Vassal vassal) {
        afterStart.about(vassal).forEach(this::later);
        enter(vassal);
        String id = vassal.id();
        int pid = vassal.pid;
        int uid = vassal.owner().uid();
        int gid = vassal.owner().gid();
        for (String command : options.execAsEmperor()) {
            Hook hook = context.hooks().compile("as-emperor", "exec:" + VassalOccasion.variables(vassal) + command);
            later(() -> {
                messages.execAsEmperor(command, id, pid, uid, gid);
                hook.runUnannounced();
            });
        }
    }

    /** Runs the hook that follows the end of a vassal. */
    void removed(Vassal vassal) {
        vassals.stopHook().ifPresent(program -> {
            String directory = vassal.spec()
                    .directory()
                    .orElse(context.instance().startDirectory())
                    .toString();
            Hook hook = program(context.hooks(), "stop-hook", program, vassal.id(), directory);
            later(() -> {
                messages.hook("stop", program, vassal.id());
                hook.runUnannounced();
            });
        });
    }

    private void later(Runnable hook) {
        queue.add(hook);
        if (!running) {
            running = true;
            context.background("hooks of vassals", this::work);
        }
    }

    private void work() {
        try {
            while (true) {
                Runnable hook = queue.take();
                try {
                    hook.run();
                } catch (HookException | SupervisorException e) {
                    context.log().error("{}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a task once all hooks so far have run; it comes on the loop. */
    void whenIdle(Runnable task) {
        if (running) {
            later(() -> context.post(task));
        } else {
            task.run();
        }
    }

    /** Returns a hook that runs a program, without a shell's eyes on the name, and logs how it ended. */
    static Hook program(Hooks hooks, String kind, String program, String id, String directory) {
        String line = "UWSGI_VASSALS_DIR=" + quote(directory) + ' ' + quote(program) + ' ' + quote(id)
                + "; echo \"[emperor] \"" + quote(id) + "\" " + kind + " returned $?\"";
        return hooks.compile(kind, "exec:" + line);
    }

    /** Returns one word of the shell. */
    static String quote(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }
}
