package org.jwsgi.plugins.emperor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.api.supervisor.SupervisorContext;

/**
 * Runs what the Emperor has to run beside its vassals. Hooks may take their time, so they run one after the other on a thread
 * of their own, in the order of what they follow. Loop, except for that thread.
 */
final class VassalHooks {
    /** What works on a whole process: a hook in the place of a vassal has only a thread of the Emperor. */
    private static final List<String> NOT_AS_VASSAL = List.of("exit", "putenv");

    private final SupervisorContext context;
    private final EmperorHookOptions options;
    private final VassalOptions vassals;
    private final EmperorMessages messages;
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final List<Hook> afterStart;
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
        afterStart = all("as-emperor", options.asEmperor(), options.mountAsEmperor(), options.unmountAsEmperor());
    }

    /** Returns the verbs of all hooks that these options lead to. */
    static List<String> verbs(EmperorHookOptions options, VassalOptions vassals) {
        List<String> verbs = new ArrayList<>();
        for (List<String> hooks : List.of(options.emperorStart(), options.asEmperor(), options.asVassal())) {
            hooks.forEach(hook -> verbs.add(verb(hook)));
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

    private static String verb(String hook) {
        String open = hook.startsWith("!") ? hook.substring(1) : hook; // the mark of a private hook
        return open.substring(0, Math.max(0, open.indexOf(':')));
    }

    /** Returns the hooks in the place of each vassal. */
    List<Hook> asVassal() {
        for (String hook : options.asVassal()) {
            if (NOT_AS_VASSAL.contains(verb(hook))) {
                throw new HookException("hook-as-vassal: " + hook + ": it would change the Emperor, not the vassal");
            }
        }
        List<Hook> all = new ArrayList<>(
                all("as-vassal", options.asVassal(), options.mountAsVassal(), options.unmountAsVassal()));
        options.execAsVassal().forEach(command -> all.add(context.hooks().compile("as-vassal", "exec:" + command)));
        return all;
    }

    private List<Hook> all(String phase, List<String> texts, List<String> mounts, List<String> unmounts) {
        List<Hook> hooks = new ArrayList<>();
        texts.forEach(text -> hooks.add(context.hooks().compile(phase, text)));
        mounts.forEach(text -> hooks.add(context.hooks().compile(phase, "mount:" + text)));
        unmounts.forEach(text -> hooks.add(context.hooks().compile(phase, "umount:" + text)));
        return hooks;
    }

    /** Runs the hooks that follow the start of a vassal. */
    void started(Vassal vassal) {
        afterStart.forEach(hook -> later(hook::run));
        String id = vassal.id();
        int pid = vassal.pid;
        int uid = vassal.owner().uid();
        int gid = vassal.owner().gid();
        for (String command : options.execAsEmperor()) {
            String line = "export UWSGI_VASSAL_CONFIG=" + quote(id) + " UWSGI_VASSAL_PID=" + pid + " UWSGI_VASSAL_UID="
                    + uid + " UWSGI_VASSAL_GID=" + gid + "; " + command;
            Hook hook = context.hooks().compile("as-emperor", "exec:" + line);
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
                } catch (HookException e) {
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
