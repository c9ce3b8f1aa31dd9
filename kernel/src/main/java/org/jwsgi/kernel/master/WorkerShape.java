package org.jwsgi.kernel.master;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Limits;
import org.jwsgi.kernel.posix.ShapeStep;

/** What a worker is born into. Runs in: MASTER; master loop. */
public final class WorkerShape {
    private WorkerShape() {}

    /**
     * Returns the shape of a worker and logs which processors it is given.
     *
     * @param directory its working directory; empty for the master's
     * @param identity who it is to be; empty for who the master is
     */
    static LaunchThread.Shape of(
            int worker,
            Optional<Path> directory,
            Optional<Identity> identity,
            MasterSetup.WorkerPrivileges privileges) {
        List<ShapeStep> steps = new ArrayList<>(3);
        directory.ifPresent(path -> steps.add(new ShapeStep.Directory(path.toString())));
        if (privileges.processors() > 0) {
            List<Integer> processors = processors(worker, privileges.processors(), Limits.processors());
            MasterMessages.mapped(worker, processors);
            steps.add(new ShapeStep.Affinity(processors));
        }
        if (!privileges.late()) {
            identity.ifPresent(user -> steps.add(new ShapeStep.Become(user, privileges.kept())));
        }
        return new LaunchThread.Shape(steps);
    }

    /** Returns the processors of a worker: each the given number, one worker after the other, round and round. */
    public static List<Integer> processors(int worker, int each, List<Integer> machine) {
        List<Integer> processors = new ArrayList<>(each);
        int first = (int) ((worker - 1L) * each % machine.size());
        for (int i = 0; i < Math.min(each, machine.size()); i++) {
            processors.add(machine.get((first + i) % machine.size()));
        }
        return processors;
    }
}
