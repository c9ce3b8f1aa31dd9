package org.jwsgi.kernel.supervise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.NonBlockingMode;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills children that must not outlive the master when it ends, even by {@code SIGKILL}. Owned by the master loop.
 *
 * <p>A shell of a few kilobytes holds the reading end of a pipe whose only writer is the master. The master tells it whom
 * to kill; when the master is gone, by whatever way, the kernel closes the pipe and the shell does its work. Unlike a
 * parent-death signal this needs no code in the child, reaches the whole process group, and survives a change of user.
 * The shell starts with the first such child. Should somebody kill the shell, the master starts another.
 */
final class MasterDeathWatch {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.children");

    /** Names, in the environment of a program, its birth. */
    static final String BIRTH_VARIABLE = "JWSGI_BIRTH";

    /**
     * Reads lines {@code + TARGET}, {@code - TARGET}, {@code ? BIRTH} and {@code ! BIRTH}; kills what is left at the end of its
     * input. A program that was being born then has no number that anybody knows, so it is looked for by the mark in its
     * environment; more than once, because it gets that when it leaves the image of the process that has started it. The
     * entries of an environment end with zero bytes, which {@code read} drops.
     */
    private static final String SCRIPT = """
            trap '' HUP INT TERM QUIT USR1 USR2 TSTP
            exec >/dev/null 2>&1
            all= births=
            without() {
                left= gone=$1
                shift
                for one; do [ "$one" = "$gone" ] || left="$left $one"; done
            }
            while read -r op target; do
                case $op in
                    +) all="$all $target" ;;
                    -) without "$target" $all; all=$left ;;
                    '?') births="$births $target" ;;
                    '!') without "$target" $births; births=$left ;;
                esac
            done
            for one in $all; do kill -9 "$one"; done
            [ -n "$births" ] || exit 0
            for round in 1 2 3 4 5; do
                for process in /proc/[0-9]*; do
                    while read -r line || [ -n "$line" ]; do
                        for birth in $births; do
                            case $line in *"JWSGI_BIRTH=$birth"*) kill -9 "-${process#/proc/}" "${process#/proc/}" ;; esac
                        done
                    done < "$process/environ"
                done
                sleep 1
            done
            """;

    private final String shell;
    private final Supplier<Map<String, String>> environment;
    private final Set<Integer> targets = new LinkedHashSet<>();
    private final Set<String> births = new LinkedHashSet<>();
    private int expected;
    private int pid;
    private int pipe = -1;

    MasterDeathWatch(String shell, Supplier<Map<String, String>> environment) {
        this.shell = shell;
        this.environment = environment;
    }

    /** Returns the pid of the watching shell, 0 when there is none. */
    int pid() {
        return pid;
    }

    /**
     * Has a target killed when the master ends.
     *
     * @param target a pid, or a negated process group
     */
    void add(int target) {
        targets.add(target);
        if (pid == 0) {
            start();
        } else {
            tell('+', Integer.toString(target));
        }
    }

    /**
     * Has a program killed that is about to be born, should the master end before it is known as a target.
     *
     * @return what its environment must have as {@link #BIRTH_VARIABLE}, until {@link #born}
     */
    String expect() {
        String birth = ProcessHandle.current().pid() + "-" + ++expected + "-";
        births.add(birth);
        if (pid == 0) {
            start();
        } else {
            tell('?', birth);
        }
        return birth;
    }

    /** Takes note that an expected program is a target by now, or will not come. */
    void born(String birth) {
        if (births.remove(birth) && pid != 0) {
            tell('!', birth);
        }
    }

    /** Forgets a target. */
    void remove(int target) {
        if (targets.remove(target) && pid != 0) {
            tell('-', Integer.toString(target));
        }
    }

    /** Takes note that the shell has ended, and starts another when it is needed. */
    void ended() {
        Descriptors.close(pipe);
        pid = 0;
        pipe = -1;
        if (!targets.isEmpty() || !births.isEmpty()) {
            LOG.warn("the shell that watches over the master's death has ended; starting another");
            start();
        }
    }

    private void start() {
        Descriptors.Pair pair = Descriptors.pipe();
        try {
            NonBlockingMode.enable(pair.second()); // the loop must not wait for a shell that somebody stopped
            pid = LaunchThread.spawn(
                    LaunchThread.Shape.INHERITED,
                    new SpawnRequest(
                            List.of(shell, "-c", SCRIPT, "jwsgi-death-watch"),
                            environment.get(),
                            List.of(),
                            Set.of(),
                            false,
                            true,
                            new SpawnRequest.Streams(pair.first(), -1)));
            pipe = pair.second();
            targets.forEach(target -> tell('+', Integer.toString(target)));
            births.forEach(birth -> tell('?', birth));
        } catch (PosixException e) {
            Descriptors.close(pair.second());
            LOG.error("children will survive a killed master: {}", e.getMessage());
        } finally {
            Descriptors.close(pair.first());
        }
    }

    private void tell(char operation, String target) {
        byte[] line = (operation + " " + target + "\n").getBytes(US_ASCII);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(line.length);
            MemorySegment.copy(line, 0, bytes, ValueLayout.JAVA_BYTE, 0, line.length);
            if (Descriptors.write(pipe, bytes) < 0) {
                Processes.kill(pid, org.jwsgi.kernel.posix.Signals.KILL); // its end starts a new one, which is told all
            }
        }
    }
}
