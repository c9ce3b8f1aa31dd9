package org.jwsgi.kernel.supervise;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines that masters write when they reload or stop, and vassals without a master as well. */
public final class LifeLines {
    private static final Logger LOG = LoggerFactory.getLogger("org.jwsgi.master");

    private LifeLines() {}

    /** Tells that a reload ends the workers. */
    public static void reloading(boolean gracefully) {
        LOG.info(gracefully ? "...gracefully killing workers..." : "...brutally killing workers...");
    }

    /** Tells why there is no reload. */
    public static void reloadRefused(String reason) {
        LOG.error("cannot reload: {}; the running instance stays as it is", reason);
    }

    /** Tells that the process becomes its next image. */
    public static void binaryReloading() {
        LOG.info("binary reloading jwsgi...");
    }

    /** Tells that running requests are finished before the end. */
    public static void gracefulShutdown() {
        LOG.info("graceful shutdown triggered...");
    }

    /** Tells that the instance ends at once. */
    public static void stopping() {
        LOG.info("SIGINT/SIGTERM received...killing workers...");
    }

    /** Tells that the instance has ended. */
    public static void goodbye() {
        LOG.info("goodbye to jwsgi.");
    }
}
