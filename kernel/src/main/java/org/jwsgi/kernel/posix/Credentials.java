package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Changes of user and group. On Linux these belong to each thread; glibc's wrappers change all threads that it knows
 * (the JVM makes its threads through glibc, so these are all of them), the bare system calls change one.
 *
 * <p>The two do not go together: glibc ends the process with {@code abort} when a change is refused to one of its threads and
 * granted to another, as it is to a thread that has already become somebody else. So while the process changes there is no
 * thread that has changed alone, and the other way round.
 */
public final class Credentials {
    /** Held to read while a thread of its own identity exists, to write while the process changes. Credentials are the process' own. */
    private static final ReentrantReadWriteLock CHANGE = new ReentrantReadWriteLock();

    private Credentials() {}

    /** Runs something whose threads may change their identity and are gone from the system when it returns. */
    static void whileNobodyChanges(Runnable work) {
        CHANGE.readLock().lock();
        try {
            work.run();
        } finally {
            CHANGE.readLock().unlock();
        }
    }

    /** Returns this process' real user number. */
    public static int uid() {
        return Libc.callInt(Libc.function("getuid"));
    }

    /** Returns this process' effective user number. */
    public static int effectiveUid() {
        return Libc.callInt(Libc.function("geteuid"));
    }

    /** Returns this process' real group number. */
    public static int gid() {
        return Libc.callInt(Libc.function("getgid"));
    }

    /**
     * Gives up the whole process' identity for another, for good.
     *
     * @throws PosixException when it may not
     */
    public static void become(Identity identity) {
        become(identity, Optional.empty());
    }

    /**
     * Gives up the whole process' identity for another, for good, while the calling thread and those that it starts keep some
     * capabilities; the other threads of this process keep none, for capabilities are each thread's own.
     *
     * @param kept the capabilities; empty for what Linux leaves
     * @throws PosixException when it may not
     */
    public static void become(Identity identity, Optional<Capabilities> kept) {
        prepare(identity, kept);
        CHANGE.writeLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            int gid = identity.gid();
            int uid = identity.uid();
            MemorySegment groups = groups(arena, identity);
            int count = identity.groups().size();
            checkGroups(identity, Libc.callInt(Libc.function("setgroups"), count, groups.address()));
            check("become group " + gid, Libc.callInt(Libc.function("setresgid"), gid, gid, gid));
            check("become user " + uid, Libc.callInt(Libc.function("setresuid"), uid, uid, uid));
        } finally {
            CHANGE.writeLock().unlock();
        }
        kept.ifPresent(Capabilities::applyToThread);
    }

    /**
     * Gives up the calling thread's identity, and so that of its future children. The thread must not return to other
     * work.
     *
     * @throws PosixException when it may not
     */
    static void becomeInThread(Identity identity, Optional<Capabilities> kept) {
        prepare(identity, kept);
        SystemCalls numbers = SystemCalls.ofThisMachine();
        MemorySegment call = Libc.function("syscall");
        try (Arena arena = Arena.ofConfined()) {
            int gid = identity.gid();
            int uid = identity.uid();
            MemorySegment groups = groups(arena, identity);
            int count = identity.groups().size();
            checkGroups(identity, Libc.callInt(call, numbers.setgroups(), count, groups.address()));
            check("become group " + gid, Libc.callInt(call, numbers.setresgid(), gid, gid, gid));
            check("become user " + uid, Libc.callInt(call, numbers.setresuid(), uid, uid, uid));
        }
        kept.ifPresent(Capabilities::applyToThread);
    }

    private static void prepare(Identity identity, Optional<Capabilities> kept) {
        if (kept.isPresent()) {
            Capabilities.keepOverChange();
            if (identity.uid() == 0) {
                // To root's programs Linux gives all that is not out of bounds, whatever the thread itself has left.
                kept.get().boundThread(false);
            }
        }
    }

    /** Gives up the calling thread's group, but no supplementary ones. The thread must not return to other work. */
    static void becomeGroupInThread(int gid) {
        SystemCalls numbers = SystemCalls.ofThisMachine();
        check("become group " + gid, Libc.callInt(Libc.function("syscall"), numbers.setresgid(), gid, gid, gid));
    }

    /** Gives up the calling thread's user, but no groups. The thread must not return to other work. */
    static void becomeUserInThread(int uid) {
        SystemCalls numbers = SystemCalls.ofThisMachine();
        check("become user " + uid, Libc.callInt(Libc.function("syscall"), numbers.setresuid(), uid, uid, uid));
    }

    /** Lets the calling thread act as a user, who cannot signal it for that: its real user stays. */
    static void actAsUserInThread(int uid) {
        SystemCalls numbers = SystemCalls.ofThisMachine();
        check("act as user " + uid, Libc.callInt(Libc.function("syscall"), numbers.setresuid(), -1, uid, -1));
    }

    private static MemorySegment groups(Arena arena, Identity identity) {
        MemorySegment groups =
                arena.allocate(ValueLayout.JAVA_INT, identity.groups().size() + 1L);
        int index = 0;
        for (int group : identity.groups()) {
            groups.setAtIndex(ValueLayout.JAVA_INT, index++, group);
        }
        return groups;
    }

    /** To set groups takes a capability. Whoever already is who it should become has nothing to give up. */
    private static void checkGroups(Identity identity, int result) {
        boolean already = effectiveUid() != 0 && uid() == identity.uid() && gid() == identity.gid();
        if (result != -Errno.EPERM || !already) {
            check("set groups", result);
        }
    }

    private static void check(String what, int result) {
        if (result < 0) {
            throw new PosixException("cannot " + what, -result);
        }
    }
}
