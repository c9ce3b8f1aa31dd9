package org.jwsgi.kernel.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jnr.posix.Group;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * The machine's users and groups, from whichever sources it is configured for (files, LDAP, ...).
 *
 * <p>Numbers are answered without a look-up; the first question about a name loads jnr-posix, which takes a good part
 * of a second, so that only configurations with names pay for it. Not safe for use by several threads at once, as the
 * C library's functions behind it are not. Runs in: MASTER, or the sole process, at start-up.
 */
public final class Users {
    /**
     * Returns the number of a user.
     *
     * @param user a name, or a decimal number, which is returned as it is
     * @return empty when there is no such user
     */
    public OptionalInt uid(String user) {
        OptionalInt number = number(user);
        if (number.isPresent()) {
            return number;
        }
        Passwd entry = Database.POSIX.getpwnam(user);
        return entry == null ? OptionalInt.empty() : OptionalInt.of((int) entry.getUID());
    }

    /**
     * Returns the number of a group.
     *
     * @param group a name, or a decimal number, which is returned as it is
     * @return empty when there is no such group
     */
    public OptionalInt gid(String group) {
        OptionalInt number = number(group);
        if (number.isPresent()) {
            return number;
        }
        Group entry = Database.POSIX.getgrnam(group);
        return entry == null ? OptionalInt.empty() : OptionalInt.of((int) entry.getGID());
    }

    /** Returns the primary group of a user; empty when no user has this number. */
    public OptionalInt primaryGid(int uid) {
        Passwd entry = Database.POSIX.getpwuid(uid);
        return entry == null ? OptionalInt.empty() : OptionalInt.of((int) entry.getGID());
    }

    /** Returns the name of a user; empty when no user has this number. */
    public Optional<String> userName(int uid) {
        Passwd entry = Database.POSIX.getpwuid(uid);
        return entry == null ? Optional.empty() : Optional.of(entry.getLoginName());
    }

    /** Returns the home directory of a user; empty when no user has this number. */
    public Optional<String> home(int uid) {
        Passwd entry = Database.POSIX.getpwuid(uid);
        return entry == null ? Optional.empty() : Optional.of(entry.getHome());
    }

    /**
     * Returns all groups of a user, as {@code initgroups(3)} would set them: the primary group first, then those that
     * list the user as a member.
     *
     * @param user the user's name
     * @return the numbers, each once; empty when there is no such user
     */
    public List<Integer> groupsOf(String user) {
        Passwd entry = Database.POSIX.getpwnam(user);
        if (entry == null) {
            return List.of();
        }
        List<Integer> groups = new ArrayList<>();
        groups.add((int) entry.getGID());
        Database.POSIX.setgrent();
        try {
            for (Group group = Database.POSIX.getgrent(); group != null; group = Database.POSIX.getgrent()) {
                int gid = (int) group.getGID();
                if (!groups.contains(gid) && List.of(group.getMembers()).contains(user)) {
                    groups.add(gid);
                }
            }
        } finally {
            Database.POSIX.endgrent();
        }
        return List.copyOf(groups);
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

    /** Loaded with the first name. */
    private static final class Database {
        static final POSIX POSIX = POSIXFactory.getNativePOSIX();
    }
}
