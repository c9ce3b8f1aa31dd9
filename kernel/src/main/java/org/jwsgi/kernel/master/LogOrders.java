package org.jwsgi.kernel.master;

import java.util.List;
import java.util.Map;

/** What the master can order of the instance's log. Main thread, which is the master loop. */
public interface LogOrders {
    /** Moves the log file away and opens a new one. */
    void rotate();

    /** Opens the log file again. */
    void reopen();

    /** Returns the descriptors that have to stay open over an exec. */
    default List<Integer> descriptorsToKeep() {
        return List.of();
    }

    /**
     * Ends the reading of the log before an exec; what is logged from then on waits for the next process image.
     *
     * @return what the environment of the next image must hold
     */
    default Map<String, String> handOver() {
        return Map.of();
    }
}
