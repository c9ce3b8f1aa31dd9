package org.jwsgi.kernel.supervise;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines that master and sole process alike write when they start. */
public final class StartLines {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.start");

    private StartLines() {}

    /** Tells how much memory the scoreboard takes. */
    public static void mapped(Scoreboard board) {
        long bytes = Scoreboard.size(board.workers(), board.cores(), board.apps());
        LOG.info("mapped {} bytes ({} KB) for {} cores", bytes, bytes / 1024, board.workers() * board.cores());
    }

    /**
     * Tells how long workers may take to end, and how requests are spread.
     *
     * @param workers how many workers there are
     */
    public static void mode(ProcessOptions options, int workers) {
        LOG.info(
                "your mercy for graceful operations on workers is {} seconds",
                options.workerReloadMercy().toSeconds());
        LOG.info("*** Operational MODE: {} ***", modeOf(options, workers));
    }

    static String modeOf(ProcessOptions options, int workers) {
        if (workers == 0) {
            return "no-workers";
        }
        if (workers == 1) {
            return options.threads() > 1 ? "threaded" : "single process";
        }
        return options.threads() > 1 ? "preforking+threaded" : "preforking";
    }
}
