package org.jwsgi.api;

/** The kinds of process that make up an instance. Each is a JVM of its own, except that a sole process is a worker. */
public enum ProcessRole {
    /** Binds sockets, owns the instance's state, spawns and watches every child. */
    MASTER,
    /** Accepts connections and runs applications. Without a master the only process of the instance. */
    WORKER,
    /** Supervises instances (vassals) instead of workers. */
    EMPEROR,
    /** Routes traffic to other processes. */
    GATEWAY,
    /** Runs background work outside the request path. */
    MULE,
    /** Runs queued jobs. */
    SPOOLER,
    /** A short command such as {@code --plugins-list}, which serves nothing. */
    TOOL
}
