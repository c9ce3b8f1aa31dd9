package org.jwsgi.kernel.master;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One round of asking busy workers what they run. The master loop sends the questions and takes the answers; the thread
 * that wants to know waits here, for as long as it can afford.
 */
final class RequestInquiry {
    private final Set<Integer> pending = new HashSet<>();
    private final Map<Key, List<String>> requests = new ConcurrentHashMap<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private record Key(int worker, int core) {}

    /** Notes a worker that was asked. Master loop. */
    void asked(int worker) {
        pending.add(worker);
    }

    /** Notes that every worker was asked. Master loop. */
    void allAsked() {
        if (pending.isEmpty()) {
            done.countDown();
        }
    }

    /** Takes a running request. Master loop. */
    void running(int worker, int core, List<String> vars) {
        requests.put(new Key(worker, core), vars);
    }

    /** Notes that a worker has told everything. Master loop. */
    void told(int worker) {
        pending.remove(worker);
        allAsked();
    }

    /** Waits until all answers are there or time is over. Any thread. */
    void await(long millis) throws InterruptedException {
        boolean complete = done.await(millis, TimeUnit.MILLISECONDS);
        if (!complete) {
            done.countDown();
        }
    }

    /** Returns the variables of a core's request, empty when nothing was told. Any thread. */
    List<String> vars(int worker, int core) {
        return requests.getOrDefault(new Key(worker, core), List.of());
    }
}
