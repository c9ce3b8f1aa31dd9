package org.jwsgi.api.master;

import java.util.List;
import java.util.Map;

/**
 * A picture of the instance. Names and units follow uWSGI's stats server.
 *
 * @param version jwsgi's version
 * @param listenQueue the largest accept queue of the TCP sockets
 * @param pid the master's pid
 * @param uid the master's user
 * @param gid the master's group
 * @param cwd the master's working directory
 * @param locks names of the instance's locks and the pid that holds each, or 0, in order
 * @param sockets the listening sockets
 * @param workers every worker slot, running or not
 * @param contributions parts that plugins added, in order
 * @param signals what became of the uWSGI signals
 */
public record InstanceSnapshot(
        String version,
        long listenQueue,
        long pid,
        int uid,
        int gid,
        String cwd,
        Map<String, Long> locks,
        List<SocketSnapshot> sockets,
        List<WorkerSnapshot> workers,
        Map<String, Object> contributions,
        SignalCounts signals) {
    /** A picture of an instance in which no uWSGI signal was raised. */
    public InstanceSnapshot(
            String version,
            long listenQueue,
            long pid,
            int uid,
            int gid,
            String cwd,
            Map<String, Long> locks,
            List<SocketSnapshot> sockets,
            List<WorkerSnapshot> workers,
            Map<String, Object> contributions) {
        this(version, listenQueue, pid, uid, gid, cwd, locks, sockets, workers, contributions, SignalCounts.NONE);
    }

    /**
     * What became of the uWSGI signals that were raised.
     *
     * @param waiting how many wait for any worker that is free
     * @param routed how many had somewhere to go
     * @param unrouted how many had not
     */
    public record SignalCounts(long waiting, long routed, long unrouted) {
        /** No signals. */
        public static final SignalCounts NONE = new SignalCounts(0, 0, 0);
    }

    /**
     * A listening socket.
     *
     * @param name its address
     * @param protocol the protocol spoken on it
     * @param queue connections waiting to be accepted
     * @param maxQueue the backlog limit
     * @param shared whether it is a mapped shared socket
     * @param canOffload whether responses may be handed to offload threads
     */
    public record SocketSnapshot(
            String name, String protocol, long queue, long maxQueue, boolean shared, boolean canOffload) {}

    /**
     * A worker slot.
     *
     * @param id the slot's number, from 1; 0 until it was spawned for the first time
     * @param pid its pid, 0 when it does not run
     * @param accepting whether it accepts connections
     * @param requests requests since the instance started
     * @param deltaRequests requests since this process was spawned
     * @param exceptions failed requests
     * @param harakiriCount how often it was killed for a request that took too long
     * @param signals handled uWSGI signals
     * @param signalQueue uWSGI signals that wait for this worker
     * @param status {@code cheap}, {@code pause}, {@code busy}, {@code idle} or {@code sigN}
     * @param rss resident memory in bytes, 0 unless sampled
     * @param vsz address space in bytes, 0 unless sampled
     * @param runningTime microseconds spent in requests
     * @param lastSpawn seconds since the epoch
     * @param respawnCount 1 after the first spawn
     * @param tx bytes sent
     * @param avgRt average response time in microseconds
     * @param apps the apps it loaded
     * @param cores its request slots
     */
    public record WorkerSnapshot(
            int id,
            long pid,
            boolean accepting,
            long requests,
            long deltaRequests,
            long exceptions,
            long harakiriCount,
            long signals,
            long signalQueue,
            String status,
            long rss,
            long vsz,
            long runningTime,
            long lastSpawn,
            long respawnCount,
            long tx,
            long avgRt,
            List<AppSnapshot> apps,
            List<CoreSnapshot> cores) {}

    /**
     * An app in a worker.
     *
     * @param id its number, from 0
     * @param modifier1 its language
     * @param mountpoint where it is mounted
     * @param startupTime whole seconds that loading it took
     * @param requests requests it has begun
     * @param exceptions requests it failed
     * @param chdir its working directory, empty for the instance's
     */
    public record AppSnapshot(
            int id, int modifier1, String mountpoint, long startupTime, long requests, long exceptions, String chdir) {}

    /**
     * A request slot of a worker.
     *
     * @param id its number, from 0
     * @param requests requests it has run
     * @param staticRequests of these, answered with a static file
     * @param routedRequests of these, answered by a route
     * @param offloadedRequests of these, handed to an offload thread
     * @param writeErrors failed writes to clients
     * @param readErrors failed reads from clients
     * @param inRequest whether it runs a request now
     * @param vars the running request's variables as {@code NAME=VALUE}; empty when idle
     * @param requestStart seconds since the epoch at which the running request began, 0 when idle
     * @param exceptions requests that it failed
     */
    public record CoreSnapshot(
            int id,
            long requests,
            long staticRequests,
            long routedRequests,
            long offloadedRequests,
            long writeErrors,
            long readErrors,
            boolean inRequest,
            List<String> vars,
            long requestStart,
            long exceptions) {}
}
