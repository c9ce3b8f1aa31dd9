package org.jwsgi.kernel.posix;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Work on one thread whose commands another thread can end: those that it waits for now, and those that it would start
 * later. Each leads a session and a process group of its own, so that all that it has started can be ended with it. Any
 * process; its lock is held for no longer than the start of a command takes.
 */
public final class CommandScope {
    private static final ScopedValue<CommandScope> CURRENT = ScopedValue.newInstance();

    private final Map<String, String> mark;
    private final Set<Integer> leaders = new HashSet<>();
    private boolean ended;

    /**
     * Creates a scope without work.
     *
     * @param mark variables that all its commands get into their environment
     */
    public CommandScope(Map<String, String> mark) {
        this.mark = Map.copyOf(mark);
    }

    /**
     * Does the work on the calling thread.
     *
     * @throws PosixException when this has ended
     */
    public void run(Runnable work) {
        synchronized (this) {
            refuseIfEnded();
        }
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** What it refuses counts as cancelled. */
    private void refuseIfEnded() {
        if (ended) {
            throw new PosixException("cannot go on", Errno.ECANCELED);
        }
    }

    /**
     * Ends it, and with it every command that it waits for. Does not wait for them.
     *
     * @param kill ends a process group of a number
     */
    public synchronized void end(IntConsumer kill) {
        ended = true;
        leaders.forEach(kill::accept);
    }

    /**
     * Runs a command as a child of the calling thread, in whose scope if there is one, and waits for its end.
     *
     * @return empty when somebody else has collected the child
     * @throws PosixException when it cannot be started, or the scope has ended
     */
    public static Optional<ExitStatus> await(SpawnRequest request) {
        return CURRENT.isBound() ? CURRENT.get().awaitHere(request) : Processes.await(Processes.spawn(request));
    }

    private Optional<ExitStatus> awaitHere(SpawnRequest request) {
        Map<String, String> environment = new HashMap<>(request.environment());
        environment.putAll(mark);
        SpawnRequest leader = new SpawnRequest(
                request.command(),
                environment,
                request.descriptors(),
                request.blockedSignals(),
                request.nullInput(),
                true,
                request.streams());
        int pid;
        synchronized (this) {
            refuseIfEnded();
            pid = Processes.spawn(leader);
            leaders.add(pid);
        }
        Processes.awaitEnd(pid);
        synchronized (this) {
            leaders.remove(pid); // its number is its own until it is collected
        }
        return Processes.await(pid);
    }
}
