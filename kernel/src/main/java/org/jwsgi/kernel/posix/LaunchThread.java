package org.jwsgi.kernel.posix;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The thread that a child is born from. A JVM cannot fork, but on Linux working directory, umask and credentials belong
 * to the thread, and a child inherits them from the thread that spawns it. So a throw-away platform thread takes the
 * shape that the child should have, spawns it and ends; the rest of this process is untouched. Any process.
 */
public final class LaunchThread {
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWPID = 0x2000_0000;

    private LaunchThread() {}

    /**
     * What a child should find itself in. Whatever is empty is inherited from this process.
     *
     * @param directory the working directory
     * @param umask the file mode creation mask
     * @param identity user and groups
     */
    public record Shape(Optional<Path> directory, Optional<Integer> umask, Optional<Identity> identity) {
        /** Everything is inherited. */
        public static final Shape INHERITED = new Shape(Optional.empty(), Optional.empty(), Optional.empty());
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
    }

    /**
     * Starts a child in a shape.
     *
     * @return its pid
     * @throws PosixException when the shape or the program is refused
     */
    public static int spawn(Shape shape, SpawnRequest request) {
        return spawn(shape, Extras.NONE, request);
    }

    /**
     * Starts a child in a shape, with extras.
     *
     * @return its pid, as this process sees it
     * @throws PosixException when the shape, the extras or the program are refused
     */
    public static int spawn(Shape shape, Extras extras, SpawnRequest request) {
        if (shape.equals(Shape.INHERITED) && extras.equals(Extras.NONE)) {
            return Processes.spawn(request);
        }
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        int[] pid = new int[1];
        Thread thread = Thread.ofPlatform().name("launch").start(() -> {
            try {
                take(shape);
                take(extras);
                pid[0] = Processes.spawn(request);
            } catch (PosixException e) {
                failure.set(e);
            }
        });
        joinForSure(thread);
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
        return pid[0];
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
        if (shape.directory().isPresent() || shape.umask().isPresent()) {
            check("separate a launch thread", Libc.callInt(Libc.function("unshare"), CLONE_FS));
        }
        shape.umask().ifPresent(Processes::umask);
        shape.directory().map(Path::toString).ifPresent(Processes::chdir);
        shape.identity().ifPresent(Credentials::becomeInThread);
    }

    /** Once the thread has left its pid namespace, it can start no further thread; what follows must be loaded by then. */
    private static void take(Extras extras) {
        if (extras.pidNamespace()) {
            check("create a pid namespace", Libc.callInt(Libc.function("unshare"), CLONE_NEWPID));
        }
        extras.gid().ifPresent(Credentials::becomeGroupInThread);
        extras.uid().ifPresent(Credentials::becomeUserInThread);
    }

    private static void check(String what, int result) {
        if (result < 0) {
            throw new PosixException("cannot " + what, -result);
        }
    }
}
