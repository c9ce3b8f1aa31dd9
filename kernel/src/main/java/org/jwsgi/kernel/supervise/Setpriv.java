package org.jwsgi.kernel.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Credentials;

/**
 * The program {@code setpriv(1)} of util-linux, which becomes somebody else and then another program. A supervisor that is root
 * lets it do so in a new process: a thread of its own that has taken the identity of a program's owner could be signalled
 * by that owner, and a signal to a thread ends the supervisor. Threads, any.
 *
 * @param program its path
 */
record Setpriv(Path program) {
    private static final List<String> PLACES = List.of("/usr/bin/setpriv", "/bin/setpriv");

    /**
     * A program that is started through it.
     *
     * @param steps what is left to do on the thread that the program is born from
     * @param command the whole command
     */
    record Wrapped(List<ProgramStep> steps, List<String> command) {}

    /** Returns the machine's own; empty when there is none, or only the one of busybox, which cannot change users. */
    static Optional<Setpriv> find() {
        for (String place : PLACES) {
            Path path = Path.of(place);
            try {
                if (path.toRealPath().endsWith("setpriv") && Files.isExecutable(path)) {
                    return Optional.of(new Setpriv(path));
                }
            } catch (IOException e) {
                continue; // not there
            }
        }
        return Optional.empty();
    }

    /**
     * Wraps a program that becomes somebody else.
     *
     * @param groups gives the supplementary groups that a user with a primary group has
     * @return empty when this process is not root, when the program stays who this process is or becomes root, when something is
     *     to be run in its place before, or when several programs are to be tried, of which the first that can be started runs
     */
    Optional<Wrapped> wrap(ProgramSpec spec, BiFunction<Integer, Integer, List<Integer>> groups) {
        if (Credentials.effectiveUid() != 0 || spec.commands().size() != 1 || !isThere(spec)) {
            return Optional.empty();
        }
        List<String> command = new ArrayList<>(List.of(program.toString(), "--inh-caps", "-all"));
        List<ProgramStep> left = new ArrayList<>();
        boolean becomes = false;
        for (ProgramStep step : spec.steps()) {
            switch (step) {
                case ProgramStep.Separate separate -> left.add(separate);
                case ProgramStep.Bound(List<String> names) -> command.addAll(List.of("--bounding-set", bounds(names)));
                case ProgramStep.Become(int uid, int gid, List<Integer> others)
                when uid != 0 -> {
                    become(command, uid, gid, others);
                    becomes = true;
                }
                case ProgramStep.Login(int uid, int gid)
                when uid != 0 -> {
                    become(command, uid, gid, groups.apply(uid, gid));
                    becomes = true;
                }
                case ProgramStep.Become _, ProgramStep.Login _, ProgramStep.Run _ -> {
                    return Optional.empty();
                }
            }
        }
        command.add("--");
        command.addAll(spec.commands().getFirst());
        return becomes ? Optional.of(new Wrapped(List.copyOf(left), List.copyOf(command))) : Optional.empty();
    }

    /** Why a program cannot be started is said better by the system than by another program. */
    private static boolean isThere(ProgramSpec spec) {
        String name = spec.commands().getFirst().getFirst();
        if (name.contains("/")) {
            return Files.isExecutable(spec.directory().orElse(Path.of("")).resolve(name));
        }
        for (String folder : spec.environment().getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    private static void become(List<String> command, int uid, int gid, List<Integer> groups) {
        command.addAll(List.of("--reuid", Integer.toUnsignedString(uid), "--regid", Integer.toUnsignedString(gid)));
        if (groups.isEmpty()) {
            command.add("--clear-groups");
        } else {
            StringJoiner numbers = new StringJoiner(",");
            groups.forEach(group -> numbers.add(Integer.toUnsignedString(group)));
            command.addAll(List.of("--groups", numbers.toString()));
        }
    }

    private static String bounds(List<String> capabilities) {
        StringJoiner bounds = new StringJoiner(",");
        bounds.add("-all").add("+setpcap");
        Capabilities kept = LaunchedPrograms.capabilities(capabilities);
        for (int number = 0; number < Long.SIZE; number++) {
            if (kept.contains(number)) {
                bounds.add("+cap_" + number);
            }
        }
        return bounds.toString();
    }
}
