package org.jwsgi.kernel.boot;

import org.jwsgi.api.master.MasterService;
import org.jwsgi.kernel.log.ServerLog;

/** Rotates the log file when it has grown too large. Runs in: MASTER, on its loop, once a second. */
final class LogKeeper implements MasterService {
    private final ServerLog log;

    LogKeeper(ServerLog log) {
        this.log = log;
    }

    @Override
    public void start() {
        log.checkSize();
    }

    @Override
    public void onTick() {
        log.checkSize();
    }

    @Override
    public void close() {
        // The log outlives the instance's services.
    }
}
