package org.jwsgi.kernel.master;

import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.PosixException;

/**
 * Failed attempts to start one worker: each waits longer than the one before, and only a new reason is logged, because a
 * system that is full stays full for a while and its log should not become so, too. Owned by the master loop.
 */
final class SpawnTrouble {
    private static final long FIRST_MILLIS = 1000;
    private static final long LONGEST_MILLIS = 8000;

    private final int id;
    private long delay;
    private String reason = "";

    SpawnTrouble(int id) {
        this.id = id;
    }

    /**
     * Takes note of a failed attempt.
     *
     * @return how long to wait before the next one, in milliseconds
     */
    long failed(PosixException e) {
        String now = String.valueOf(e.getMessage());
        if (!now.equals(reason)) {
            reason = now;
            MasterMessages.spawnFailed(id, now, e.errno() == Errno.EAGAIN);
        }
        delay = delay == 0 ? FIRST_MILLIS : Math.min(delay * 2, LONGEST_MILLIS);
        return delay;
    }

    /** A process was started. */
    void over() {
        delay = 0;
        reason = "";
    }
}
