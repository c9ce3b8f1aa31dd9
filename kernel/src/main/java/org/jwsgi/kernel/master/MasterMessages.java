package org.jwsgi.kernel.master;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.kernel.posix.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of the master's log that operators and their tools search for. Their shape is uWSGI's, with jwsgi's name.
 * Runs in: MASTER.
 */
final class MasterMessages {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.master");

    private MasterMessages() {}

    static void masterSpawned(int pid, boolean reloaded) {
        if (reloaded) {
            LOG.info("gracefully (RE)spawned jwsgi master process (pid: {})", pid);
        } else {
            LOG.info("spawned jwsgi master process (pid: {})", pid);
        }
    }

    static void impliedMaster(int processes) {
        LOG.warn("*** processes = {} without master: running with a master, which ends on SIGTERM ***", processes);
    }

    static void workerSpawned(int id, int pid, int cores) {
        LOG.info("spawned jwsgi worker {} (pid: {}, cores: {})", id, pid, cores);
    }

    static void workerRespawned(int id, int pid) {
        LOG.info("Respawned jwsgi worker {} (new pid: {})", id, pid);
    }

    static void hookFailed(String reason) {
        LOG.error("{}", reason);
    }

    static void spawnFailed(int id, String reason, boolean full) {
        LOG.error(
                "cannot spawn worker {}: {}{}; it is tried again until it can be",
                id,
                reason,
                full ? " (the limit of processes is reached)" : "");
    }

    static void respawningTooFast(long seconds) {
        LOG.warn("worker respawning too fast !!! i have to sleep a bit ({} seconds)...", seconds);
    }

    static void noMercy(int id, int pid) {
        LOG.warn("worker {} (pid: {}) is taking too much time to die...NO MERCY !!!", id, pid);
    }

    static void killing(int id, int pid) {
        LOG.info("killing worker {} (pid: {})", id, pid);
    }

    static void buried(int id, long seconds) {
        LOG.info("worker {} buried after {} seconds", id, seconds);
    }

    static void successorFailed(int id, int pid, long seconds) {
        LOG.error(
                "the successor of worker {} (pid: {}) ended before it served; the old one goes on, next attempt in {} seconds",
                id,
                pid,
                seconds);
    }

    static void outOfMemory(int id, int pid) {
        LOG.error("DAMN ! worker {} (pid: {}) died, out of memory :( trying respawn ...", id, pid);
    }

    static void noAnswer(int id, int pid) {
        LOG.warn("worker {} (pid: {}) does not answer: its requests are not told and get no response", id, pid);
    }

    static void failedApp(int id, int pid, boolean last) {
        if (last) {
            LOG.error("OOPS ! failed loading app in worker {} (pid {})", id, pid);
            LOG.error("need-app requested, destroying the instance...");
        } else {
            LOG.error("OOPS ! failed loading app in worker {} (pid {}) :( trying again...", id, pid);
        }
    }

    static void restoring(int id, int pid) {
        LOG.info("...restoring worker {} (pid: {})...", id, pid);
    }

    static void monitoredException(int id, int pid) {
        LOG.info("... monitored exception detected, respawning worker {} (pid: {})...", id, pid);
    }

    static void inconsistent(int id, int pid) {
        LOG.warn("!!! inconsistent state reported by worker {} (pid: {}) !!!", id, pid);
    }

    static void askedForCheap(int id, int pid) {
        LOG.info("worker {} asked for cheap mode (pid: {})...", id, pid);
    }

    static void cheaped(int id) {
        LOG.info("jwsgi worker {} cheaped.", id);
    }

    static void waitingForConnection() {
        LOG.info("cheap mode enabled: waiting for socket connection...");
    }

    static void goingCheap() {
        LOG.info("going cheap...");
    }

    static void inactive(long seconds, long now, long last) {
        LOG.info("workers have been inactive for more than {} seconds ({}-{})", seconds, now, last);
    }

    static void initialTooLow(int initial, int minimum) {
        LOG.warn(
                "warning: invalid cheaper-initial value ({}), must be equal or higher than cheaper ({}), using {} as"
                        + " initial number of workers",
                initial,
                minimum,
                minimum);
    }

    static void initialTooHigh(int initial, int processes) {
        LOG.warn(
                "warning: invalid cheaper-initial value ({}), must be lower or equal than worker count ({}), using {} as"
                        + " initial number of workers",
                initial,
                processes,
                processes);
    }

    static void hardLimit(int active) {
        LOG.warn("cheaper hard rss memory limit exceeded, cheap one of {} workers", active);
    }

    static void softLimit() {
        LOG.warn("cannot add workers: their memory is above cheaper-rss-limit-soft");
    }

    static void algorithmFailed(long times, Throwable cause) {
        LOG.error("the cheaper algorithm failed (times: {})", times, cause);
    }

    static void died(int id, int pid, ExitStatus status) {
        switch (status) {
            case ExitStatus.Signaled(int signal) ->
                LOG.warn("DAMN ! worker {} (pid: {}) died, killed by signal {} :( trying respawn ...", id, pid, signal);
            case ExitStatus.Exited ignored ->
                LOG.warn("DAMN ! worker {} (pid: {}) died :( trying respawn ...", id, pid);
        }
    }

    static void ended(int id, int pid, ExitStatus status) {
        switch (status) {
            case ExitStatus.Signaled(int signal) ->
                LOG.warn(
                        "DAMN ! worker {} (pid: {}) MISTERIOUSLY killed by signal {} :( trying respawn ...",
                        id,
                        pid,
                        signal);
            case ExitStatus.Exited ignored -> LOG.info("worker {} killed successfully (pid: {})", id, pid);
        }
    }

    static void gameOver() {
        LOG.info("jwsgi: GAME OVER (insert coin)");
    }

    static void chainStarts() {
        LOG.info("chain reload starting...");
    }

    static void chainRuns() {
        LOG.info("chain reload already running...");
    }

    static void chainVictim(int id) {
        LOG.info("chain next victim is worker {}", id);
    }

    static void chainWaits(int id) {
        LOG.info("chain is still waiting for worker {}...", id);
    }

    static void chainStopped(int id, int pid) {
        LOG.error(
                "chain reload stopped: the successor of worker {} (pid: {}) ended before it served; worker {} and those after it go on",
                id,
                pid,
                id);
    }

    static void chainEnds() {
        LOG.info("chain reloading complete");
    }

    static void queueFull(String socket, int fd, long waiting, long limit) {
        LOG.warn("*** jwsgi listen queue of socket \"{}\" (fd: {}) full !!! ({}/{}) ***", socket, fd, waiting, limit);
    }

    static void descriptorWatched(int fd, int bytes, boolean gracefully) {
        LOG.info("added {} reload monitor for fd {} (read size: {})", gracefully ? "graceful" : "brutal", fd, bytes);
    }

    static void descriptorReady(int fd) {
        LOG.info("*** fd {} ready !!! ***", fd);
    }

    static void subprocess(int pid, ExitStatus status) {
        switch (status) {
            case ExitStatus.Exited(int code) -> LOG.info("subprocess {} exited with code {}", pid, code);
            case ExitStatus.Signaled(int signal) -> LOG.info("subprocess {} exited by signal {}", pid, signal);
        }
    }

    static void notCheaper() {
        LOG.warn("cannot change the number of workers: cheaper mode is off");
    }

    static void directoryGone(Path directory) {
        LOG.warn("the working directory {} is gone; workers start in /", directory);
    }

    static void forkedMaster(int pid) {
        LOG.info("forked a new jwsgi master (pid: {})", pid);
    }

    static void orderFailed(String reason) {
        LOG.error("{}", reason);
    }

    static void paused(boolean paused) {
        LOG.info(
                paused
                        ? "*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***"
                        : "*** (SIGTSTP received) resuming workers ***");
    }

    static void signalsNotBlocked() {
        LOG.warn("*** signals end this process at once: it was not started by the jwsgi launcher ***");
    }

    static void failed(String what, Throwable cause) {
        LOG.error("{} failed", what, cause);
    }

    static void line(String text) {
        LOG.info(text);
    }

    static void warning(String text) {
        LOG.warn(text);
    }

    static void mapped(int worker, List<Integer> processors) {
        StringBuilder numbers = new StringBuilder();
        processors.forEach(number -> numbers.append(' ').append(number));
        LOG.info("mapping worker {} to CPUs:{}", worker, numbers);
    }

    static void signalUnrouted(int number, String where, String reason, long before) {
        if (before == 0) {
            LOG.error("error managing signal {}{}: {}", number, where, reason);
        } else {
            LOG.error(
                    "error managing signal {}{}: {} (others since the last such line: {})",
                    number,
                    where,
                    reason,
                    before);
        }
    }

    static void signalQueueFull(int size, String receiver, int number) {
        LOG.error("*** SIGNAL QUEUE IS FULL: {} signals wait for {}, signal {} is dropped ***", size, receiver, number);
    }

    static void signalsDropped(long count, String receiver) {
        LOG.warn("the signal queue of {} has room again (dropped signals: {})", receiver, count);
    }

    static void signalCutShort(int number, int worker, int pid) {
        LOG.error("worker {} (pid: {}) ended while it handled signal {}", worker, pid, number);
    }
}
