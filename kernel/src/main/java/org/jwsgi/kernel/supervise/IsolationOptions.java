package org.jwsgi.kernel.supervise;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;
import org.jwsgi.kernel.posix.Namespaces;

/** What an instance sees of the machine. Read by the process that is started first, before it becomes the instance. */
@OptionGroup("Isolation")
public record IsolationOptions(
        @Option(name = "chroot", help = "make this directory the root of all processes", argument = "DIRECTORY")
        Optional<String> chroot,

        @Option(
                name = "pivot-root",
                aliases = {"pivot_root"},
                help = "swap the root file system; the old one appears at the second path",
                argument = "NEW_ROOT PUT_OLD")
        Optional<String> pivotRoot,

        @Option(
                name = "unshare",
                help = "give the instance namespaces of its own (ipc, net, pid, fs, uts, ...)",
                argument = "NAME,...")
        List<String> unshare,

        @Option(
                name = "unshare2",
                help = "give the instance namespaces of its own, once its root has changed",
                argument = "NAME,...")
        List<String> unshare2,

        @Option(
                name = "namespace",
                aliases = {"ns"},
                help = "run in a jail with this root and host name, supervised from outside",
                argument = "ROOTFS[:HOSTNAME]")
        Optional<String> namespace,

        @Option(name = "namespace-keep-mount", help = "carry this path into the jail", argument = "PATH[:PATH_IN_JAIL]")
        List<String> namespaceKeepMount,

        @Option(
                name = "namespace-net",
                aliases = {"ns-net"},
                help = "give the jail a network of its own",
                argument = "NAME")
        Optional<String> namespaceNet,

        @Option(
                name = "setns",
                help = "enter the namespaces that an instance with setns-socket offers, or that a file stands for",
                argument = "PATH")
        List<String> setns,

        @Option(name = "setns-socket", help = "offer the namespaces of the instance here", argument = "PATH")
        List<String> setnsSocket,

        @Option(
                name = "setns-socket-skip",
                aliases = {"setns-skip"},
                help = "do not offer this namespace",
                argument = "NAME")
        List<String> setnsSocketSkip,

        @Option(name = "setns-preopen", help = "open the offered namespaces once, when the master starts")
        boolean setnsPreopen,

        @Option(name = "jailed", help = "run the post-jail hooks even if nothing is isolated")
        boolean jailed,

        @Option(
                name = "refork",
                aliases = {"re-fork"},
                help = "run the instance as a child of the process that was started")
        boolean refork,

        @Option(
                name = "refork-as-root",
                aliases = {"re-fork-as-root"},
                help = "run the instance as a child of the process that was started")
        boolean reforkAsRoot,

        @Option(
                name = "refork-post-jail",
                aliases = {"re-fork-post-jail"},
                help = "run the instance as a child of the process that was started")
        boolean reforkPostJail) {

    /** Refuses what cannot be right. */
    public IsolationOptions {
        flags(unshare);
        flags(unshare2);
        if (pivotRoot.isPresent() && pivotRoot.get().strip().indexOf(' ') < 0) {
            throw new IllegalArgumentException(
                    "invalid pivot_root syntax, new_root and put_old must be separated by a space");
        }
    }

    /** Returns the flags of {@code unshare}. */
    public int unshareFlags() {
        return flags(unshare);
    }

    /** Returns the flags of {@code unshare2}. */
    public int unshare2Flags() {
        return flags(unshare2);
    }

    /** Tells whether the instance is a child of the process that was started. */
    public boolean inChild() {
        return namespace.isPresent()
                || refork
                || reforkAsRoot
                || reforkPostJail
                || ((unshareFlags() | unshare2Flags()) & Namespaces.PID) != 0;
    }

    /** Tells whether the instance must be another image than the process that was started. */
    public boolean changesImage() {
        return inChild()
                || chroot.isPresent()
                || pivotRoot.isPresent()
                || !unshare.isEmpty()
                || !unshare2.isEmpty()
                || !setns.isEmpty();
    }

    private static int flags(List<String> names) {
        int flags = 0;
        for (String name : Words.split(names)) {
            flags |= Namespaces.flag(name)
                    .orElseThrow(() -> new IllegalArgumentException("unknown namespace subsystem: " + name));
        }
        return flags;
    }
}
