package org.jwsgi.plugins.emperor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.hook.Hooks;

/**
 * A moment in the life of every vassal and the hooks that are run then. A command of the verb {@code exec} finds in its
 * environment which vassal it is about. Immutable; loop, except for what {@link #about} returns.
 */
final class VassalOccasion {
    private static final String EXEC = "exec:";
    private static final String PRIVATE = "!";

    private final Hooks compiler;
    private final EmperorMessages messages;
    private final String phase;
    private final List<Hook> hooks = new ArrayList<>();

    /**
     * Reads the hooks.
     *
     * @param phase what log lines call the moment
     * @throws HookException when a hook is no good
     */
    VassalOccasion(Hooks compiler, EmperorMessages messages, String phase, List<String> texts) {
        this.compiler = compiler;
        this.messages = messages;
        this.phase = phase;
        texts.forEach(text -> hooks.add(compiler.compile(phase, text)));
    }

    /**
     * Refuses verbs that work on a whole process: there is only a thread of the Emperor.
     *
     * @throws HookException when a hook has one
     */
    VassalOccasion without(Set<String> verbs, String option) {
        for (Hook hook : hooks) {
            if (verbs.contains(verb(hook.text()))) {
                throw new HookException(option + ": " + hook.text() + ": it would change the Emperor, not the vassal");
            }
        }
        return this;
    }

    static String verb(String hook) {
        String open = hook.startsWith(PRIVATE) ? hook.substring(PRIVATE.length()) : hook;
        return open.substring(0, Math.max(0, open.indexOf(':')));
    }

    boolean isEmpty() {
        return hooks.isEmpty();
    }

    /** Returns the hooks, about a vassal as it is now, to be run on any thread; each throws what the hook throws. */
    List<Runnable> about(Vassal vassal) {
        List<Runnable> about = new ArrayList<>(hooks.size());
        for (Hook hook : hooks) {
            String text = hook.text();
            if (text.startsWith(EXEC)) {
                Hook own = compiler.compile(phase, EXEC + variables(vassal) + text.substring(EXEC.length()));
                about.add(() -> {
                    messages.runningHook(text, phase);
                    own.runUnannounced();
                });
            } else {
                about.add(hook::run);
            }
        }
        return about;
    }

    /** Returns the beginning of a command of the shell that tells of a vassal in its environment. */
    static String variables(Vassal vassal) {
        String pid = vassal.pid == 0 ? "" : " UWSGI_VASSAL_PID=" + vassal.pid;
        return "export UWSGI_VASSAL_CONFIG=" + VassalHooks.quote(vassal.id()) + pid + " UWSGI_VASSAL_UID="
                + vassal.owner().uid() + " UWSGI_VASSAL_GID=" + vassal.owner().gid() + "; ";
    }
}
