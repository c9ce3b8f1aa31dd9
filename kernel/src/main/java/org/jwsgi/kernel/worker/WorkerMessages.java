package org.jwsgi.kernel.worker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jwsgi.kernel.posix.LocalTime;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.SeldomLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a worker's log that operators and their tools search for, in uWSGI's shape. Runs in: WORKER.
 */
final class WorkerMessages {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.worker");

    private WorkerMessages() {}

    static void sole(int pid, int cores) {
        LOG.info("spawned jwsgi worker 1 (and the only) (pid: {}, cores: {})", pid, cores);
    }

    static void gracefullyKilling(int id, int pid) {
        LOG.info("Gracefully killing worker {} (pid: {})...", id, pid);
    }

    static void managing(int id, int pid, List<String> vars, long since) {
        String uri = "";
        for (String variable : vars) {
            if (variable.startsWith("REQUEST_URI=")) {
                uri = variable.substring("REQUEST_URI=".length());
            }
        }
        LOG.info(
                "SIGUSR2: --- jwsgi worker {} (pid: {}) is managing request {} since {} ---",
                id,
                pid,
                uri,
                new String(LocalTime.ctime(since), StandardCharsets.US_ASCII));
    }

    static void workDone(int pid) {
        LOG.info("...The work of process {} is done. Seeya!", pid);
    }

    static void masterGone(int id) {
        LOG.error("jwsgi worker {} screams: UAAAAAAH my master disconnected: i will kill myself !!!", id);
    }

    static void suspended(int id, boolean suspended) {
        LOG.info("*** worker {} {} ***", id, suspended ? "suspended" : "resumed");
    }

    static void cutShort(long seconds) {
        LOG.warn("requests did not finish in {} seconds and are dropped", seconds);
    }

    static void signalsNotBlocked() {
        LOG.warn("*** signals end this process at once: it was not started by the jwsgi launcher ***");
    }

    static void line(String text) {
        LOG.warn(text);
    }

    static void counters(int id, Scoreboard board, List<ControlMessage.App> apps) {
        Scoreboard.Worker worker = board.worker(id);
        LOG.info("worker {} total requests: {}", id, worker.sum(CoreField.REQUESTS));
        int number = 0;
        for (ControlMessage.App app : apps) {
            if (number < board.apps()) {
                LOG.info(
                        "\tapp {} [{}] requests: {} exceptions: {}",
                        number,
                        app.mountpoint(),
                        worker.appRequests(number),
                        worker.appExceptions(number));
            }
            number++;
        }
        LOG.info("-----------------");
    }

    static void signalUnknown(int number, int worker, SeldomLine line) {
        line.passes(System.nanoTime() / 1_000_000)
                .ifPresent(before -> LOG.error(
                        "error managing signal {} on worker {}: it has not registered it (others since the last such line: {})",
                        number,
                        worker,
                        before));
    }

    static void signalFailed(int number, int worker, Throwable thrown) {
        LOG.error("error managing signal {} on worker {}", number, worker, thrown);
    }

    static void signalNotTold(int number, SeldomLine line) {
        line.passes(System.nanoTime() / 1_000_000)
                .ifPresent(before -> LOG.error(
                        "cannot raise signal {}: the master does not listen (others since the last such line: {})",
                        number,
                        before));
    }

    static void signalQueueFull(int size, int number) {
        LOG.error("*** SIGNAL QUEUE IS FULL: {} signals wait, signal {} is dropped ***", size, number);
    }

    static void signalCutShort(long seconds) {
        LOG.warn("the handler of a signal did not finish in {} seconds and is dropped", seconds);
    }
}
