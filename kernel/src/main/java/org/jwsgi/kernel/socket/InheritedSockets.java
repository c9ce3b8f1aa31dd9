package org.jwsgi.kernel.socket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.socket.InheritedSocket.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets that the process was started with: by its own image before a reload, by systemd, Upstart or
 * inetd. Only descriptors that really are listening sockets count. Runs in: MASTER, or the sole process, at start-up.
 */
public final class InheritedSockets {
    /**
     * The variable that carries the sockets over a reload: the pid of the instance, which a reload keeps and by which
     * a grandchild that finds the variable in its environment sees that it is not meant, and an entry for each socket,
     * all separated by semicolons.
     */
    public static final String RELOAD_VARIABLE = "JWSGI_LISTENERS";

    /** The variables that mean this process alone: children must not see them. */
    public static final List<String> VARIABLES =
            List.of(RELOAD_VARIABLE, "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "UPSTART_EVENTS", "UPSTART_FDS");

    private static final int FIRST_SYSTEMD_FD = 3;

    private final List<InheritedSocket> sockets;

    InheritedSockets(List<InheritedSocket> sockets) {
        this.sockets = List.copyOf(sockets);
    }

    /** Returns that nothing is inherited. */
    public static InheritedSockets none() {
        return new InheritedSockets(List.of());
    }

    /**
     * Finds the sockets.
     *
     * @param environment the process' environment
     * @param pid the process' own id
     * @param skipZero whether descriptor 0 is not to be looked at
     */
    public static InheritedSockets find(Map<String, String> environment, long pid, boolean skipZero) {
        return find(
                environment, pid, skipZero ? -1 : 0, FIRST_SYSTEMD_FD, LoggerFactory.getLogger(ListenerTable.class));
    }

    /** Finds them with other numbers for the standard input (negative: do not look) and systemd's first descriptor. */
    static InheritedSockets find(
            Map<String, String> environment, long pid, int standardInput, int firstSystemd, Logger log) {
        List<InheritedSocket> candidates = new ArrayList<>();
        addReloaded(environment.getOrDefault(RELOAD_VARIABLE, ""), pid, candidates);
        addSystemd(environment, pid, firstSystemd, candidates, log);
        addUpstart(environment, candidates, log);
        if (standardInput >= 0) {
            candidates.add(InheritedSocket.passedBy(Origin.STDIN, standardInput));
        }
        Set<Integer> seen = new HashSet<>();
        candidates.removeIf(socket -> !Sockets.isListening(socket.fd()) || !seen.add(socket.fd()));
        return new InheritedSockets(candidates);
    }

    /** Writes the value of {@link #RELOAD_VARIABLE}. */
    static String encode(long pid, List<InheritedSocket> sockets) {
        StringBuilder value = new StringBuilder().append(pid);
        for (InheritedSocket socket : sockets) {
            value.append(';').append(socket.encode());
        }
        return value.toString();
    }

    /**
     * Writes the value of {@link #RELOAD_VARIABLE} for another process, without its pid.
     *
     * @param first the number of the first socket there; the others follow
     */
    static String encodeFrom(int first, List<InheritedSocket> sockets) {
        StringBuilder value = new StringBuilder();
        int fd = first;
        for (InheritedSocket socket : sockets) {
            value.append(';').append(socket.at(fd++).encode());
        }
        return value.toString();
    }

    /** Returns the sockets. */
    List<InheritedSocket> sockets() {
        return sockets;
    }

    private static void addReloaded(String value, long pid, List<InheritedSocket> target) {
        String[] entries = value.split(";");
        if (entries[0].equals(Long.toString(pid))) {
            for (int i = 1; i < entries.length; i++) {
                InheritedSocket.decode(entries[i]).ifPresent(target::add);
            }
        }
    }

    /** Follows {@code sd_listen_fds(3)}. */
    private static void addSystemd(
            Map<String, String> environment, long pid, int first, List<InheritedSocket> target, Logger log) {
        if (number(environment.get("LISTEN_PID")) != pid) {
            return;
        }
        long count = Math.min(number(environment.get("LISTEN_FDS")), Short.MAX_VALUE);
        if (count > 0) {
            log.info("- SystemD socket activation detected -");
            for (int i = 0; i < count; i++) {
                target.add(InheritedSocket.passedBy(Origin.SYSTEMD, first + i));
            }
        }
    }

    private static void addUpstart(Map<String, String> environment, List<InheritedSocket> target, Logger log) {
        long fd = number(environment.get("UPSTART_FDS"));
        if ("socket".equals(environment.get("UPSTART_EVENTS")) && fd >= 0 && fd <= Integer.MAX_VALUE) {
            log.info(
                    "- Upstart socket bridge detected (job: {}) -", environment.getOrDefault("UPSTART_JOB", "unknown"));
            target.add(InheritedSocket.passedBy(Origin.UPSTART, (int) fd));
        }
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
