package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalInt;

/**
 * A set of the pieces that Linux has cut root's power into. The names and numbers are those of {@code linux/capability.h},
 * in lower case and without {@code cap_}.
 *
 * @param mask a bit for each capability
 */
public record Capabilities(long mask) {
    private static final List<String> NAMES = List.of(
            "chown",
            "dac_override",
            "dac_read_search",
            "fowner",
            "fsetid",
            "kill",
            "setgid",
            "setuid",
            "setpcap",
            "linux_immutable",
            "net_bind_service",
            "net_broadcast",
            "net_admin",
            "net_raw",
            "ipc_lock",
            "ipc_owner",
            "sys_module",
            "sys_rawio",
            "sys_chroot",
            "sys_ptrace",
            "sys_pacct",
            "sys_admin",
            "sys_boot",
            "sys_nice",
            "sys_resource",
            "sys_time",
            "sys_tty_config",
            "mknod",
            "lease",
            "audit_write",
            "audit_control",
            "setfcap",
            "mac_override",
            "mac_admin",
            "syslog",
            "wake_alarm",
            "block_suspend",
            "audit_read",
            "perfmon",
            "bpf",
            "checkpoint_restore");

    private static final int SETPCAP = 8;
    private static final int HIGHEST = 63;
    private static final int VERSION = 0x2008_0522; // _LINUX_CAPABILITY_VERSION_3
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int AMBIENT_RAISE = 2;
    private static final int AMBIENT_CLEAR = 4;

    /**
     * Returns the number of a capability.
     *
     * @param name a name or a decimal number
     * @return empty when it is neither a known name nor a number from 0 to 63
     */
    public static OptionalInt number(String name) {
        int index = NAMES.indexOf(name);
        if (index >= 0) {
            return OptionalInt.of(index);
        }
        if (name.isEmpty() || name.length() > 2 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(name);
        return number <= HIGHEST ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** Returns this set with one more capability. */
    public Capabilities with(int number) {
        return new Capabilities(mask | 1L << number);
    }

    /** Tells whether a capability is in this set. */
    public boolean contains(int number) {
        return (mask >>> number & 1) != 0;
    }

    /** Tells whether nothing is in this set. */
    public boolean isEmpty() {
        return mask == 0;
    }

    /** Lets the calling thread keep its permitted capabilities over the next change of its user. */
    static void keepOverChange() {
        check("keep capabilities", Libc.callInt(Libc.function("prctl"), PR_SET_KEEPCAPS, 1));
    }

    /**
     * Makes this set the calling thread's permitted, effective and inheritable one, and hands it on to the programs that it
     * starts.
     *
     * @throws PosixException when one of them is not permitted to the thread
     */
    void applyToThread() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 4);
            header.set(ValueLayout.JAVA_INT, 0, VERSION);
            MemorySegment data = arena.allocate(24, 4);
            for (int half = 0; half < 2; half++) {
                for (int kind = 0; kind < 3; kind++) {
                    data.setAtIndex(ValueLayout.JAVA_INT, half * 3L + kind, (int) (mask >>> 32 * half));
                }
            }
            check("set capabilities", Libc.callInt(Libc.function("capset"), header.address(), data.address()));
        }
        for (int number = 0; number <= HIGHEST; number++) {
            if (contains(number)) {
                check(
                        "hand on capability " + number,
                        Libc.callInt(Libc.function("prctl"), PR_CAP_AMBIENT, AMBIENT_RAISE, number, 0, 0));
            }
        }
    }

    /**
     * Takes every capability that is not in this set, other than {@code setpcap}, out of what the calling thread's future
     * programs can ever have.
     *
     * @throws PosixException when the thread may not
     */
    void boundThread() {
        boundThread(true);
    }

    void boundThread(boolean keepSetpcap) {
        MemorySegment prctl = Libc.function("prctl");
        for (int number = 0; Libc.callInt(prctl, PR_CAPBSET_READ, number, 0, 0, 0) >= 0; number++) {
            if (!contains(number) && !(keepSetpcap && number == SETPCAP)) {
                check("drop capability " + number, Libc.callInt(prctl, PR_CAPBSET_DROP, number, 0, 0, 0));
            }
        }
    }

    /**
     * Keeps the calling thread, and the threads that it starts from now on, from handing capabilities on to programs. A
     * worker does this first, so that its app's children have no more power than under a server that forks.
     */
    public static void handOnNone() {
        Libc.callInt(Libc.function("prctl"), PR_CAP_AMBIENT, AMBIENT_CLEAR, 0, 0, 0);
    }

    private static void check(String what, int result) {
        if (result < 0) {
            throw new PosixException("cannot " + what, -result);
        }
    }
}
