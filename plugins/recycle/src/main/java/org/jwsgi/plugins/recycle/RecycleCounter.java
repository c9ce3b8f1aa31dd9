package org.jwsgi.plugins.recycle;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.watch.Fate;
import org.jwsgi.api.watch.RequestWatch;
import org.slf4j.Logger;

/**
 * Decides after each request whether the worker goes on. Runs in: WORKER, on the requests' threads, several at once.
 *
 * <p>Memory is measured at most ten times a second: reading {@code /proc} after every request would cost more than many
 * requests do.
 */
final class RecycleCounter implements RequestWatch {
    private static final long MEASURE_NANOS = 100_000_000L;

    private final RecycleOptions options;
    private final MemoryGauge memory;
    private final Logger log;
    private final LongSupplier nanos;
    private final long requestLimit;
    private final boolean measures;
    private final long bornAt;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong nextMeasure;
    private volatile boolean retiring;

    RecycleCounter(RecycleOptions options, int workerId, MemoryGauge memory, Logger log, LongSupplier nanos) {
        this.options = options;
        this.memory = memory;
        this.log = log;
        this.nanos = nanos;
        this.bornAt = nanos.getAsLong();
        this.nextMeasure = new AtomicLong(bornAt);
        this.requestLimit =
                options.maxRequests() == 0 ? 0 : options.maxRequests() + workerId * options.maxRequestsDelta();
        this.measures = options.reloadOnAs().bytes() > 0
                || options.reloadOnRss().bytes() > 0
                || options.reloadOnHeap().bytes() > 0;
    }

    @Override
    public Fate ended(Request request, @Nullable Throwable thrown) {
        long count = requestLimit > 0 ? requests.incrementAndGet() : 0;
        if (thrown != null && isMonitored(thrown)) {
            return Fate.FAIL;
        }
        if (retiring || !isOldEnough()) {
            return Fate.STAY;
        }
        if (requestLimit > 0 && count >= requestLimit) {
            retiring = true;
            return Fate.RETIRE;
        }
        if (measures && isLarge()) {
            retiring = true;
            return Fate.RETIRE;
        }
        return Fate.STAY;
    }

    private boolean isOldEnough() {
        return nanos.getAsLong() - bornAt >= options.minLifetime().toNanos();
    }

    private boolean isLarge() {
        long now = nanos.getAsLong();
        long due = nextMeasure.get();
        if (now - due < 0 || !nextMeasure.compareAndSet(due, now + MEASURE_NANOS)) {
            return false;
        }
        return exceeds("address space", options.reloadOnAs().bytes(), memory::vsz)
                || exceeds("resident memory", options.reloadOnRss().bytes(), memory::rss)
                || exceeds("heap after collection", options.reloadOnHeap().bytes(), memory::heap);
    }

    private boolean exceeds(String what, long limit, LongSupplier measure) {
        if (limit == 0) {
            return false;
        }
        long bytes = measure.getAsLong();
        if (bytes < limit) {
            return false;
        }
        log.info("{} reached its limit, this worker is replaced (bytes: {}, limit: {})", what, bytes, limit);
        return true;
    }

    private boolean isMonitored(Throwable thrown) {
        if (options.onException()) {
            return true;
        }
        String type = thrown.getClass().getName();
        String simple = thrown.getClass().getSimpleName();
        String value = String.valueOf(thrown.getMessage());
        return options.onExceptionType().contains(type)
                || options.onExceptionType().contains(simple)
                || options.onExceptionValue().contains(value)
                || options.onExceptionRepr().contains(type + ": " + value)
                || options.onExceptionRepr().contains(simple + ": " + value);
    }
}
