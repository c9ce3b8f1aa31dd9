package org.jwsgi.api.watch;

import java.util.ArrayList;
import java.util.List;

/**
 * A running worker at one moment. Times are milliseconds of one monotonic clock that all processes of the machine
 * share, so that no change of the wall clock ends a request.
 *
 * @param id its number, from 1
 * @param pid its pid
 * @param now the moment
 * @param ageMillis how long ago it was spawned
 * @param cores how many requests it can run at once
 * @param serving whether it accepts connections as far as the supervisor knows
 * @param leaving whether it was told to end, or said that it ends
 * @param rss resident memory in bytes, 0 while not measured
 * @param vsz address space in bytes, 0 while not measured
 * @param busy the cores that run a request
 */
public record WorkerSnapshot(
        int id,
        int pid,
        long now,
        long ageMillis,
        int cores,
        boolean serving,
        boolean leaving,
        long rss,
        long vsz,
        List<BusyCore> busy) {
    /** Copies the cores. */
    public WorkerSnapshot {
        busy = List.copyOf(busy);
    }

    /**
     * A core that runs a request.
     *
     * @param core its number, from 0
     * @param startMicros the request's start in microseconds since the epoch; tells it from others of this core
     * @param deadline when the request must have ended, 0 for never
     * @param app the number of the app that runs it, -1 for none
     */
    public record BusyCore(int core, long startMicros, long deadline, int app) {
        /** Returns the request. */
        public LateRequest request() {
            return new LateRequest(core, startMicros);
        }
    }

    /** Returns the requests whose deadline is over. */
    public List<LateRequest> late() {
        List<LateRequest> late = new ArrayList<>();
        for (BusyCore core : busy) {
            if (core.deadline() != 0 && core.deadline() < now) {
                late.add(core.request());
            }
        }
        return late;
    }
}
