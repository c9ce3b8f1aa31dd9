package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.supervisor.NamespaceVisit;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.ShapeStep;

/** Namespaces of a process, held open. The mounts come last: whoever has changed them sees no other process' files. */
final class OpenNamespaces implements NamespaceVisit {
    private final int pid;
    private final List<Integer> descriptors = new ArrayList<>();

    private OpenNamespaces(int pid) {
        this.pid = pid;
    }

    /**
     * Opens namespaces of a process that was not collected yet.
     *
     * @param names as uWSGI's options call them
     * @throws SupervisorException when it has ended
     */
    static OpenNamespaces of(int pid, Set<String> names) {
        OpenNamespaces opened = new OpenNamespaces(pid);
        try {
            for (String file : files(names)) {
                opened.descriptors.add(Descriptors.openForReading("/proc/" + pid + "/ns/" + file));
            }
        } catch (PosixException e) {
            opened.close();
            throw new SupervisorException("cannot enter its namespaces: " + e.getMessage(), e);
        }
        return opened;
    }

    private static Set<String> files(Set<String> names) {
        Set<String> files = new LinkedHashSet<>();
        boolean mounts = false;
        for (String name : names) {
            switch (name) {
                case "fs", "ns", "mount", "mnt" -> mounts = true;
                case "ipc", "uts", "net", "pid" -> files.add(name);
                default -> throw new SupervisorException("unknown namespace subsystem: " + name);
            }
        }
        if (mounts) {
            files.add("mnt");
        }
        return files;
    }

    @Override
    public void run(Runnable action) {
        List<ShapeStep> steps = new ArrayList<>();
        descriptors.forEach(descriptor -> steps.add(new ShapeStep.Join(descriptor)));
        steps.add(new ShapeStep.Run(action));
        try {
            LaunchThread.run(new LaunchThread.Shape(steps), () -> {});
        } catch (JwsgiException e) {
            throw new SupervisorException("cannot enter the namespaces of " + pid + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        descriptors.forEach(Descriptors::close);
        descriptors.clear();
    }
}
