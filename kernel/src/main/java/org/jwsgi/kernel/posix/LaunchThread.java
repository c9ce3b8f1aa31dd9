package org.jwsgi.kernel.posix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.JwsgiException;

/**
 * The thread that a program is born from. A JVM cannot fork, but on Linux working directory, root, umask, credentials,
 * namespaces, processors and priority belong to the thread, and a program inherits them from the thread that starts it. So a
 * throw-away platform thread takes the shape that the program should have, starts it and ends; the rest of this process is
 * untouched. Any process.
 */
public final class LaunchThread {
    private LaunchThread() {}

    /**
     * What a program should find itself in, as steps from what this process is.
     *
     * @param steps in the order in which they are taken; none to inherit everything
     */
    public record Shape(List<ShapeStep> steps) {
        /** Everything is inherited. */
        public static final Shape INHERITED = new Shape(List.of());

        /** Copies the steps. */
        public Shape {
            steps = List.copyOf(steps);
        }

        /** A shape of the commonest steps; whatever is empty is inherited. */
        public Shape(Optional<Path> directory, Optional<Integer> umask, Optional<Identity> identity) {
            this(common(directory, umask, identity));
        }

        /** Returns this shape with further steps at the end. */
        public Shape and(List<? extends ShapeStep> further) {
            List<ShapeStep> all = new ArrayList<>(steps);
            all.addAll(further);
            return new Shape(all);
        }

        private static List<ShapeStep> common(
                Optional<Path> directory, Optional<Integer> umask, Optional<Identity> identity) {
            List<ShapeStep> steps = new ArrayList<>(3);
            umask.ifPresent(mask -> steps.add(new ShapeStep.Umask(mask)));
            directory.ifPresent(path -> steps.add(new ShapeStep.Directory(path.toString())));
            identity.ifPresent(user -> steps.add(new ShapeStep.Become(user, Optional.empty())));
            return steps;
        }
    }

    /**
     * What only some children need beside a shape.
     *
     * @param uid user number, without a change of supplementary groups; absent to stay
     * @param gid group number; absent to stay
     * @param pidNamespace whether the child is the first process of a new pid namespace
     */
    public record Extras(OptionalInt uid, OptionalInt gid, boolean pidNamespace) {
        /** Nothing more. */
        public static final Extras NONE = new Extras(OptionalInt.empty(), OptionalInt.empty(), false);

        private List<ShapeStep> steps() {
            List<ShapeStep> steps = new ArrayList<>(3);
            if (pidNamespace) {
                steps.add(new ShapeStep.Unshare(Namespaces.PID));
            }
            gid.ifPresent(number -> steps.add(new ShapeStep.Group(number)));
            uid.ifPresent(number -> steps.add(new ShapeStep.User(number)));
            return steps;
        }
    }

    /**
     * Starts a child in a shape, with extras.
     *
     * @return its pid, as this process sees it
     * @throws JwsgiException when the shape, the extras or the program are refused
     */
    public static int spawn(Shape shape, Extras extras, SpawnRequest request) {
        return spawn(shape.and(extras.steps()), request);
    }

    /**
     * Starts a child in a shape.
     *
     * @return its pid, as this process sees it
     * @throws JwsgiException when the shape or the program is refused
     */
    public static int spawn(Shape shape, SpawnRequest request) {
        if (shape.steps().isEmpty()) {
            return Processes.spawn(request);
        }
        int[] pid = new int[1];
        onGuardedThread(() -> {
            take(shape);
            pid[0] = Processes.spawn(request);
        });
        return pid[0];
    }

    /**
     * Starts the first of several programs that can be started, in a shape.
     *
     * @param trying is told the index of each, on the launch thread, before it is tried
     * @return its pid, as this process sees it
     * @throws JwsgiException when the shape or the last program is refused
     */
    public static int spawnFirst(Shape shape, List<SpawnRequest> requests, IntConsumer trying) {
        int[] pid = new int[1];
        onGuardedThread(() -> {
            take(shape);
            for (int i = 0; pid[0] == 0; i++) {
                trying.accept(i);
                try {
                    pid[0] = Processes.spawn(requests.get(i));
                } catch (PosixException e) {
                    if (i + 1 == requests.size()) {
                        throw e;
                    }
                }
            }
        });
        return pid[0];
    }

    /**
     * Runs something in a shape, and nothing else.
     *
     * @throws JwsgiException when the shape is refused, and what the action throws
     */
    public static void run(Shape shape, Runnable action) {
        onGuardedThread(() -> {
            take(shape);
            action.run();
        });
    }

    /**
     * Makes this process become another program in a shape, with its pid and the signal mask of the caller. The thread that
     * calls {@code execve} is the one whose shape the program gets; all other threads vanish.
     *
     * @param command the program's path and its arguments
     * @param environment the whole new environment
     * @param kept the descriptors above 2 that stay open
     * @return only on failure, with the reason; the process' limits may be changed then
     */
    public static JwsgiException become(
            Shape shape, List<String> command, Map<String, String> environment, Collection<Integer> kept) {
        try {
            onGuardedThread(() -> {
                take(shape);
                throw Processes.exec(command, environment, kept);
            });
        } catch (JwsgiException e) {
            return e;
        }
        throw new IllegalStateException("execve has returned without a reason");
    }

    private static void onGuardedThread(Runnable work) {
        Credentials.whileNobodyChanges(() -> onLaunchThread(work));
    }

    private static void onLaunchThread(Runnable work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicInteger number = new AtomicInteger();
        Thread thread = Thread.ofPlatform().name("launch").unstarted(() -> {
            number.setPlain(Processes.threadNumber());
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.set(e); // of this process, or of an action that belongs to a plugin
            }
        });
        SystemThread.start(thread);
        joinForSure(thread);
        // To Java a thread has ended while the system's thread, with its shape, still has some way to go.
        while (number.getPlain() != 0 && Processes.hasThread(number.getPlain())) {
            Thread.yield();
        }
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    /** The thread ends within a millisecond, and its child must not be lost: an interrupt waits. */
    private static void joinForSure(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void take(Shape shape) {
        // Threads share their view of the file system until they say otherwise.
        Namespaces.unshare(Namespaces.FILE_SYSTEM_VIEW);
        boolean newPids = false;
        List<ShapeStep> steps = shape.steps();
        for (int i = 0; i < steps.size(); i++) {
            ShapeStep step = steps.get(i);
            if (step instanceof ShapeStep.Unshare(int flags) && (flags & Namespaces.PID) != 0) {
                newPids = true;
                flags &= ~Namespaces.PID;
                if (flags != 0) {
                    Namespaces.unshare(flags);
                }
            } else if (newPids && changesUser(step)) {
                // What comes after this step may lack the privilege.
                rehearse(steps.subList(i, steps.size()));
                Namespaces.unshare(Namespaces.PID);
                steps.subList(i, steps.size()).stream()
                        .filter(later -> !(later instanceof ShapeStep.Run))
                        .forEach(LaunchThread::take);
                return;
            } else {
                take(step);
            }
        }
        if (newPids) {
            Namespaces.unshare(Namespaces.PID);
        }
    }

    /**
     * Takes steps on another thread of this shape, which shares root, directory and mounts with this one. For whatever is
     * run after a change of user: its first program would be the first process of the new pid namespace and, ending, leave
     * it dead.
     */
    private static void rehearse(List<ShapeStep> steps) {
        if (steps.stream().anyMatch(ShapeStep.Run.class::isInstance)) {
            onLaunchThread(() -> steps.forEach(LaunchThread::take));
        }
    }

    private static boolean changesUser(ShapeStep step) {
        return step instanceof ShapeStep.Become
                || step instanceof ShapeStep.Group
                || step instanceof ShapeStep.User
                || step instanceof ShapeStep.Effective;
    }

    private static void take(ShapeStep step) {
        switch (step) {
            case ShapeStep.Unshare(int flags) -> Namespaces.unshare(flags);
            case ShapeStep.Join(int descriptor) -> Namespaces.join(descriptor);
            case ShapeStep.Mount(String source, String target, String type, long flags, String data) ->
                Mounts.mount(source, target, type, flags, data);
            case ShapeStep.Chroot(String directory) -> {
                Mounts.chroot(directory);
                Processes.chdir("/");
            }
            case ShapeStep.PivotRoot(String newRoot, String putOld) -> {
                Mounts.pivot(newRoot, putOld);
                Processes.chdir("/");
            }
            case ShapeStep.Hostname(String name) -> Namespaces.setHostname(name);
            case ShapeStep.Directory(String directory) -> Processes.chdir(directory);
            case ShapeStep.Umask(int mask) -> Processes.umask(mask);
            case ShapeStep.Affinity(List<Integer> processors) -> Limits.confineThread(processors);
            case ShapeStep.Priority(int nice) -> Limits.prioritizeThread(nice);
            case ShapeStep.Limit(int resource, long value) -> Limits.set(resource, value);
            case ShapeStep.NoNewPrivileges() -> Limits.gainNoPrivileges();
            case ShapeStep.Bound(Capabilities kept) -> kept.boundThread();
            case ShapeStep.Become(Identity identity, Optional<Capabilities> kept) ->
                Credentials.becomeInThread(identity, kept);
            case ShapeStep.Group(int gid) -> Credentials.becomeGroupInThread(gid);
            case ShapeStep.User(int uid) -> Credentials.becomeUserInThread(uid);
            case ShapeStep.Effective(int uid) -> Credentials.actAsUserInThread(uid);
            case ShapeStep.Run(Runnable action) -> action.run();
        }
    }
}
