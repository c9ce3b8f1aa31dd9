package org.jwsgi.plugins.emperor;

import org.jwsgi.api.emperor.VassalOwner;
import org.slf4j.Logger;

/** The Emperor's log lines that uWSGI's operators know, in its words. Any thread. */
record EmperorMessages(Logger log) {
    void starting(boolean sub) {
        log.info("*** starting jwsgi {}Emperor ***", sub ? "sub-" : "");
    }

    void buried() {
        log.info("The Emperor is buried.");
    }

    void pidfile(Object file) {
        log.info("writing pidfile to {}", file);
    }

    void ragnarok() {
        log.info("[emperor] *** RAGNAROK EVOKED ***");
    }

    void ragnarokAlready(long seconds) {
        log.info("[emperor] *** RAGNAROK ALREADY EVOKED (mercyless in {} seconds)***", seconds);
    }

    void noMercy(String id) {
        log.warn("[emperor] NO MERCY for vassal {} !!!", id);
    }

    void stop(String id) {
        log.info("[emperor] stop the jwsgi instance {}", id);
    }

    void reload(String id) {
        log.info("[emperor] reload the jwsgi instance {}", id);
    }

    void curse(String id, int pid) {
        log.warn("[emperor] curse the jwsgi instance {} (pid: {})", id, pid);
    }

    void removed(String id) {
        log.info("[emperor] removed jwsgi instance {}", id);
    }

    void spawned(String id) {
        log.info("[emperor] vassal {} has been spawned", id);
    }

    void ready(String id) {
        log.info("[emperor] vassal {} is ready to accept requests", id);
    }

    void loyal(String id) {
        log.info("[emperor] vassal {} is now loyal", id);
    }

    void badVassal(String id) {
        log.warn("[emperor] unloyal bad behaving vassal found: {} throttling it...", id);
    }

    void maximumThrottle(String id) {
        log.warn("[emperor] maximum throttle level for vassal {} reached !!!", id);
    }

    void blacklistCleared() {
        log.info("[emperor] cleaning up blacklist ...");
    }

    void silent(String id, long seconds) {
        log.warn("[emperor] vassal {} sent no heartbeat in last {} seconds, reloading it...", id, seconds);
    }

    void silentStill(String id, long seconds) {
        log.warn("[emperor] vassal {} sent no heartbeat in last {} seconds, brutally respawning it...", id, seconds);
    }

    void onDemand(String id, String socket) {
        log.info(
                "[jwsgi-emperor] {} -> \"on demand\" instance detected, waiting for connections on socket \"{}\" ...",
                id,
                socket);
    }

    void onDemandUpdated(String id) {
        log.info("[emperor] updated configuration for \"on demand\" instance {}", id);
    }

    void onDemandReturning(String id) {
        log.info("[emperor] bringing back instance {} to on-demand mode", id);
    }

    void onDemandAgain(String id, String socket) {
        log.info(
                "[jwsgi-emperor] {} -> back to \"on demand\" mode, waiting for connections on socket \"{}\" ...",
                id,
                socket);
    }

    void onDemandWanted(String id, String socket) {
        log.info("[jwsgi-emperor] {} -> requested move to \"on demand\" mode for socket \"{}\" ...", id, socket);
    }

    void onDemandUnwanted(String id, String socket) {
        log.info("[jwsgi-emperor] {} -> asked for leaving \"on demand\" mode for socket \"{}\" ...", id, socket);
    }

    void suspended(String id) {
        log.info("[jwsgi-emperor] {} -> \"wait-for-command\" instance detected, waiting for the spawn command ...", id);
    }

    void commandSocket(String path) {
        log.info("*** Emperor command socket enabled on {} ***", path);
    }

    void command(String verb, String id) {
        log.info("[emperor] received command \"{}\" for vassal {}", verb, id);
    }

    void badCommand(String reason) {
        log.error("[emperor] cannot obey a command: {}", reason);
    }

    void said(String id, String message) {
        log.info("[emperor] message for vassal {}: {}", id, message);
    }

    void broodlord(String id) {
        log.info("[emperor] going in broodlord mode: launching zergs for {}", id);
    }

    void permissionsChanged(String id) {
        log.warn("[emperor-tyrant] !!! permissions of vassal {} changed. stopping the instance... !!!", id);
    }

    void dropping(String id, VassalOwner owner) {
        log.info("[emperor-tyrant] dropping privileges to {} {} for instance {}", owner.uid(), owner.gid(), id);
    }

    void bounded(String id, int pid) {
        log.info("capabilities applied for vassal {} (pid: {})", id, pid);
    }

    void override(String program) {
        log.info("[emperor] trying to use {} as binary wrapper ...", program);
    }

    void fallback(String program) {
        log.info("[emperor] trying to use {} as binary fallback ...", program);
    }

    void notStarted(String id, String reason, String program) {
        log.error("[emperor] cannot start vassal {}: {}", id, reason);
        log.error("[emperor] binary path: {}", program);
    }

    void calledOff(String id) {
        log.warn(
                "[emperor] vassal {} was to end and a hook before its start did not: hook killed, start called off",
                id);
    }

    void triedAgain(String id) {
        log.info("[emperor] vassal {} is on the blacklist and has changed: trying it again", id);
    }

    void hook(String when, String program, String id) {
        log.info("[emperor] running vassal {}-hook: {} {}", when, program, id);
    }

    void runningHook(String hook, String phase) {
        log.info("running \"{}\" ({})...", hook, phase);
    }

    void execAsEmperor(String command, String id, int pid, int uid, int gid) {
        log.info(
                "running \"{}\" (as-emperor for vassal \"{}\" pid: {} uid: {} gid: {})...", command, id, pid, uid, gid);
    }

    void state(Vassal vassal) {
        log.info(
                "vassal instance {} (last modified {}) status {} loyal {} zerg {}",
                vassal.id(),
                vassal.lastModified.getEpochSecond(),
                switch (vassal.phase) {
                    case SUSPENDED, QUEUED, ON_DEMAND, STARTING, RUNNING -> 0;
                    case DOOMED -> 1;
                    case RETURNING -> 2;
                },
                vassal.loyal ? 1 : 0,
                vassal.isZerg() ? 1 : 0);
    }
}
