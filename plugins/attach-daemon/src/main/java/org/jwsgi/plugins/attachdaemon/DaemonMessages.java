package org.jwsgi.plugins.attachdaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jwsgi.api.child.ChildEnd;
import org.slf4j.Logger;

/** The lines about one daemon. Their shape is uWSGI's, with jwsgi's name. */
final class DaemonMessages {
    private final Logger log;
    private final DaemonPlan plan;
    private final String command;

    DaemonMessages(Logger log, DaemonPlan plan) {
        this.log = log;
        this.plan = plan;
        this.command = plan.daemon().command();
    }

    void spawned(boolean again, int pid) {
        log.info(
                "[jwsgi-daemons] {} \"{}\" (uid: {} gid: {}) (pid: {})",
                again ? "respawning" : "spawning",
                command,
                number(plan.daemon().uid(), "unix:uid"),
                number(plan.daemon().gid(), "unix:gid"),
                pid);
    }

    private static Object number(int configured, String attribute) {
        try {
            return configured != 0 ? configured : Files.getAttribute(Path.of("/proc/self"), attribute);
        } catch (IOException e) {
            return "?";
        }
    }

    void ended(ChildEnd end) {
        switch (end) {
            case ChildEnd.Exited(int pid, int code) ->
                log.info("[jwsgi-daemons] \"{}\" (pid: {}) exited (code: {})", command, pid, code);
            case ChildEnd.Killed(int pid, int signal, boolean overtime) ->
                log.info("[jwsgi-daemons] \"{}\" (pid: {}) was killed (signal: {})", command, pid, signal);
            case ChildEnd.NotStarted(String reason) ->
                log.error("[jwsgi-daemons] unable to spawn \"{}\": {}", command, reason);
        }
    }

    void throttling(long seconds) {
        log.info("[jwsgi-daemons] throttling \"{}\" for {} seconds", command, seconds);
    }

    void broken(int attempts) {
        log.error("[jwsgi-daemons] \"{}\" is broken: it ended {} times right after its start", command, attempts);
    }

    void annihilated(int pid) {
        log.info("daemon \"{}\" (pid: {}) annihilated", command, pid);
    }

    void stopping(int pid) {
        log.info("[jwsgi-daemons] stopping daemon (pid: {}): {}", pid, command);
    }

    void noMercy(int pid) {
        log.warn("[jwsgi-daemons] daemon did not die in time, killing (pid: {}): {}", pid, command);
    }

    void touched(String file, int pid) {
        log.info("*** {} has been touched... reloading daemon \"{}\" (pid: {}) !!! ***", file, command, pid);
    }

    void adopted(int pid) {
        log.info("[jwsgi-daemons] found valid/active pidfile for \"{}\" (pid: {})", command, pid);
    }

    void changedPid(int oldPid, int newPid) {
        log.info("[jwsgi-daemons] found changed pid for \"{}\" (old_pid: {} new_pid: {})", command, oldPid, newPid);
    }

    void changedPidfile(int oldPid) {
        log.info("[jwsgi-daemons] found changed pidfile for \"{}\" (old_pid: {} new_pid: -1)", command, oldPid);
    }

    void notDaemonized(int pid) {
        log.warn("[jwsgi-daemons] \"{}\" (pid: {}) did not daemonize !!!", command, pid);
    }

    void writing(Path pidfile) {
        log.info("writing pidfile to {}", pidfile);
    }

    void cannotWrite(Path pidfile, String reason) {
        log.error("cannot write {}: {}", pidfile, reason);
    }

    void foreign(Path pidfile, int pid, String what, String why) {
        log.warn(
                "[jwsgi-daemons] {} names a process that is not \"{}\" and is left alone (pid: {}, process: {}, reason: {})",
                pidfile,
                command,
                pid,
                what,
                why);
    }
}
