package org.jwsgi.kernel.hook;

import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.Credentials;

/**
 * The kinds of options that put a hook into a phase, in the order in which they run there. Their names end with the
 * phase's, as in {@code exec-pre-app}; but for {@code hook-} each stands for one verb, whose plugin declares it.
 */
enum HookFamily {
    WAIT_FOR_INTERFACE(
            "", "wait_for_interface", "wait-for-interface", "wait-interface", "wait-for-iface", "wait-iface"),
    WAIT_FOR_FS("", "wait_for_fs", "wait-for-fs"),
    WAIT_FOR_FILE("", "wait_for_file", "wait-for-file"),
    WAIT_FOR_DIR("", "wait_for_dir", "wait-for-dir"),
    WAIT_FOR_MOUNTPOINT("", "wait_for_mountpoint", "wait-for-mountpoint"),
    WAIT_FOR_SOCKET("", "wait_for_socket", "wait-for-socket"),
    HOOK("hook-", ""),
    MOUNT("mount-", "mount"),
    UMOUNT("umount-", "umount"),
    EXEC("exec-", "exec"),
    CALL("call-", "call");

    private final String prefix;
    private final String verb;
    private final String[] names;

    /**
     * Describes a family.
     *
     * @param prefix the beginning of its options' names, empty when they name no phase
     * @param verb the verb it stands for, empty when the value begins with one
     * @param names its options when they name no phase
     */
    HookFamily(String prefix, String verb, String... names) {
        this.prefix = prefix;
        this.verb = verb;
        this.names = names;
    }

    /** Returns the family of an option; null when it has none. Its phase may be one that nobody runs. */
    static @Nullable HookFamily of(String option) {
        for (HookFamily family : values()) {
            if (family.prefix.isEmpty() ? family.isNamed(option) : option.startsWith(family.prefix)) {
                return family;
            }
        }
        return null;
    }

    private boolean isNamed(String option) {
        for (String name : names) {
            if (name.equals(option)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether an option of this family puts a hook into a phase. */
    boolean isAt(HookPhase phase, String option) {
        if (prefix.isEmpty()) {
            // What apps need is waited for by their loader, anything else before the first hook of root.
            return phase == (this == WAIT_FOR_SOCKET ? HookPhase.PRE_APP : HookPhase.AS_ROOT) && isNamed(option);
        }
        return option.length() == prefix.length() + phase.option().length()
                && option.startsWith(prefix)
                && option.endsWith(phase.option());
    }

    /** Tells whether a failure is one of its phase. A function that is not there is only logged, as by uWSGI. */
    boolean needed() {
        return this != CALL;
    }

    CompiledHook compile(HookPhase phase, String value, HookCompiler compiler) {
        return this == HOOK
                ? compiler.configured(phase.text(), value)
                : compiler.verb(verb, value, phase.text(), value, () -> line(phase, value));
    }

    private String line(HookPhase phase, String value) {
        return switch (this) {
            case MOUNT -> "mounting \"" + value + "\" (" + phase.text() + ")...";
            case UMOUNT -> "un-mounting \"" + value + "\" (" + phase.text() + ")...";
            case EXEC -> "running \"" + value + "\" (" + executor(phase);
            case CALL -> "calling \"" + value + "\" (" + phase.text() + ")...";
            case HOOK,
                    WAIT_FOR_INTERFACE,
                    WAIT_FOR_FS,
                    WAIT_FOR_FILE,
                    WAIT_FOR_DIR,
                    WAIT_FOR_MOUNTPOINT,
                    WAIT_FOR_SOCKET -> "";
        };
    }

    /** Commands of the unprivileged phases say who runs them. */
    private static String executor(HookPhase phase) {
        return phase == HookPhase.AS_USER || phase == HookPhase.AS_USER_ATEXIT
                ? "as uid: " + Credentials.uid() + " gid: " + Credentials.gid() + ") ..."
                : phase.text() + ")...";
    }
}
