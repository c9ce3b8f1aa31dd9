package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The machine's users and groups, from whichever sources it is configured for (files, LDAP, ...). The entries have the layout
 * of {@code struct passwd} and {@code struct group}, which glibc and musl share on 64-bit machines. Any process, any thread; a
 * look-up may take as long as the slowest source.
 */
public final class Users {
    private static final long FIRST_BUFFER = 1024;
    private static final long LARGEST_BUFFER = 16 << 20;
    private static final int FIRST_GROUPS = 32;
    private static final int LARGEST_GROUPS = 1 << 16;

    private static final long ENTRY_BYTES = 48;
    private static final long USER_NAME = 0;
    private static final long USER_NUMBER = 16;
    private static final long USER_GROUP = 20;
    private static final long USER_HOME = 32;
    private static final long GROUP_NUMBER = 16;

    /**
     * Returns the number of a user.
     *
     * @param user a name, or a decimal number, which is returned as it is
     * @return empty when there is no such user
     * @throws PosixException when the sources cannot be read
     */
    public OptionalInt uid(String user) {
        OptionalInt number = number(user);
        return number.isPresent() ? number : number(byName("getpwnam_r", user, entry -> integer(entry, USER_NUMBER)));
    }

    /**
     * Returns the number of a group.
     *
     * @param group a name, or a decimal number, which is returned as it is
     * @return empty when there is no such group
     * @throws PosixException when the sources cannot be read
     */
    public OptionalInt gid(String group) {
        OptionalInt number = number(group);
        return number.isPresent() ? number : number(byName("getgrnam_r", group, entry -> integer(entry, GROUP_NUMBER)));
    }

    /** Returns the primary group of a user; empty when no user has this number. */
    public OptionalInt primaryGid(int uid) {
        return number(byNumber(uid, entry -> integer(entry, USER_GROUP)));
    }

    /** Returns the name of a user; empty when no user has this number. */
    public Optional<String> userName(int uid) {
        return byNumber(uid, entry -> text(entry, USER_NAME));
    }

    /** Returns the home directory of a user; empty when no user has this number. */
    public Optional<String> home(int uid) {
        return byNumber(uid, entry -> text(entry, USER_HOME));
    }

    /**
     * Returns all groups of a user, as {@code initgroups(3)} would set them: the primary group first, then those that
     * list the user as a member.
     *
     * @param user the user's name
     * @return the numbers, each once; empty when there is no such user
     * @throws PosixException when the sources cannot be read, or the user has more groups than Linux takes
     */
    public List<Integer> groupsOf(String user) {
        return byName("getpwnam_r", user, entry -> integer(entry, USER_GROUP))
                .map(primary -> groups(user, primary))
                .orElse(List.of());
    }

    private static List<Integer> groups(String user, int primary) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(user);
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            for (int room = FIRST_GROUPS; room <= LARGEST_GROUPS; room *= 2) {
                MemorySegment numbers = arena.allocate(ValueLayout.JAVA_INT, room);
                count.set(ValueLayout.JAVA_INT, 0, room);
                int result = Libc.callInt(
                        Libc.function("getgrouplist"), name.address(), primary, numbers.address(), count.address());
                if (result >= 0) {
                    return distinct(numbers, count.get(ValueLayout.JAVA_INT, 0));
                }
            }
        }
        throw new PosixException("cannot list the groups of " + user, Errno.EINVAL);
    }

    private static List<Integer> distinct(MemorySegment numbers, int count) {
        List<Integer> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int group = numbers.getAtIndex(ValueLayout.JAVA_INT, i);
            if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        return List.copyOf(groups);
    }

    private static <T> Optional<T> byName(String function, String name, Function<MemorySegment, T> reader) {
        try (Arena arena = Arena.ofConfined()) {
            return entry(arena, function, arena.allocateFrom(name).address(), name, reader);
        }
    }

    private static <T> Optional<T> byNumber(int uid, Function<MemorySegment, T> reader) {
        try (Arena arena = Arena.ofConfined()) {
            return entry(arena, "getpwuid_r", Integer.toUnsignedLong(uid), Integer.toUnsignedString(uid), reader);
        }
    }

    private static <T> Optional<T> entry(
            Arena arena, String function, long key, String shown, Function<MemorySegment, T> reader) {
        MemorySegment entry = arena.allocate(ENTRY_BYTES, Long.BYTES);
        MemorySegment result = arena.allocate(ValueLayout.ADDRESS);
        for (long room = FIRST_BUFFER; room <= LARGEST_BUFFER; room *= 4) {
            MemorySegment texts = arena.allocate(room);
            int errno = Libc.callInt(
                    Libc.function(function), key, entry.address(), texts.address(), room, result.address());
            if (result.get(ValueLayout.ADDRESS, 0).address() != 0) {
                return Optional.of(reader.apply(entry));
            }
            switch (errno) {
                // What the manual page lists for "not found".
                case 0, Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM -> {
                    return Optional.empty();
                }
                case Errno.ERANGE, Errno.EINTR -> {
                    // once more, with more room
                }
                default -> throw new PosixException("cannot look up " + shown, errno);
            }
        }
        throw new PosixException("cannot look up " + shown, Errno.ERANGE);
    }

    private static int integer(MemorySegment entry, long offset) {
        return entry.get(ValueLayout.JAVA_INT, offset);
    }

    private static String text(MemorySegment entry, long offset) {
        return entry.get(ValueLayout.ADDRESS, offset)
                .reinterpret(Long.MAX_VALUE)
                .getString(0);
    }

    private static OptionalInt number(Optional<Integer> found) {
        return found.isPresent() ? OptionalInt.of(found.get()) : OptionalInt.empty();
    }

    private static OptionalInt number(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return OptionalInt.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            number = number * 10 + (c - '0');
        }
        return number >= 0xffff_ffffL ? OptionalInt.empty() : OptionalInt.of((int) number);
    }
}
