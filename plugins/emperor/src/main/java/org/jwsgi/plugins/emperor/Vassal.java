package org.jwsgi.plugins.emperor;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.Launch;
import org.jwsgi.api.supervisor.WaitingSocket;
import org.jwsgi.api.supervisor.Wire;

/** What the Emperor knows of one vassal, from its naming to its removal. Owned by the loop. Times are milliseconds. */
final class Vassal {
    /** Where a vassal is in its life. */
    enum Phase {
        /** It waits for the command to start. */
        SUSPENDED,
        /** It waits for its turn to be spawned. */
        QUEUED,
        /** It waits for the first connection to its on-demand socket. */
        ON_DEMAND,
        /** Its process is being born. */
        STARTING,
        /** It runs. */
        RUNNING,
        /** It has to end: it was stopped, or it has closed its pipe. */
        DOOMED,
        /** It ends, and waits for connections again. */
        RETURNING
    }

    private final String id;
    private final MonitorThread monitor;
    private final boolean zerg;
    private final VassalOwner owner;
    private final long firstRun;
    private final long born;
    private VassalSpec spec;
    Phase phase = Phase.QUEUED;
    /** The process, 0 when there is none. */
    int pid;

    /**
     * When its configuration was changed last, or all were told to reload, for the eyes of operators. What is newer is told
     * by the stamps of descriptions alone: their clock may be another.
     */
    Instant lastModified;

    /** Whether its end was ordered, rather than its own doing. */
    boolean dismissed;

    /** Whether it is exempt from the delay of spawns. */
    boolean unthrottled;

    boolean loyal;
    boolean ready;
    boolean accepting;
    long lastLoyal;
    long lastReady;
    long lastAccepting;
    long lastHeartbeat;
    long lastRun;
    long cursedAt;
    int respawns;

    /** When a vassal that was reloaded for its silence is killed, unless it says something; 0 for none. */
    long lastChance;

    /** Which of the reinforcements ever started it is, from 1; 0 for a regular vassal. */
    int zergNumber;

    /** Its process on the way; without meaning once there is one. */
    @Nullable
    Launch birth;

    @Nullable
    Wire pipe;

    @Nullable
    Wire configPipe;

    @Nullable
    WaitingSocket socket;

    Vassal(VassalSpec spec, MonitorThread monitor, boolean zerg, long now) {
        this.id = spec.name();
        this.spec = spec;
        this.monitor = monitor;
        this.zerg = zerg;
        this.owner = spec.owner();
        this.firstRun = now;
        this.lastRun = now;
        this.lastModified = spec.stamp();
        this.born = spec.stamp().getEpochSecond();
    }

    String id() {
        return id;
    }

    VassalSpec spec() {
        return spec;
    }

    MonitorThread monitor() {
        return monitor;
    }

    boolean isZerg() {
        return zerg;
    }

    /** Returns whom it was started as. */
    VassalOwner owner() {
        return owner;
    }

    long firstRun() {
        return firstRun;
    }

    /** Returns when its configuration had been changed last when it was added, in seconds. */
    long born() {
        return born;
    }

    /** Replaces its description; the process hears of it when it is reloaded. */
    void update(VassalSpec newSpec) {
        spec = newSpec;
        lastModified = newSpec.stamp();
    }

    Optional<String> socketAddress() {
        return socket == null ? Optional.empty() : spec.socket();
    }

    /** Returns the pid as log lines and stats show it: -1 when there is no process. */
    int shownPid() {
        return pid == 0 ? -1 : pid;
    }

    /** Closes its pipes. */
    void hangUp() {
        if (pipe != null) {
            pipe.close();
            pipe = null;
        }
        if (configPipe != null) {
            configPipe.close();
            configPipe = null;
        }
    }

    /** Closes all that belongs to it. */
    void release() {
        hangUp();
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
