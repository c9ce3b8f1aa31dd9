package org.jwsgi.plugins.recycle;

import java.time.Duration;
import java.util.List;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;
import org.jwsgi.api.watch.WorkerWatch;

/** Replaces workers that have run long enough and kills those that have grown too large. Stateless. */
final class RecycleWatch implements WorkerWatch {
    private final RecycleOptions options;

    RecycleWatch(RecycleOptions options) {
        this.options = options;
    }

    @Override
    public Duration memorySampling() {
        return options.measuresMemory() ? options.memoryInterval() : Duration.ZERO;
    }

    @Override
    public Verdict inspect(WorkerSnapshot worker) {
        if (exceeds(worker.vsz(), options.evilReloadOnAs().bytes())) {
            return evil(worker, "ADDRESS SPACE", worker.vsz());
        }
        if (exceeds(worker.rss(), options.evilReloadOnRss().bytes())) {
            return evil(worker, "RSS", worker.rss());
        }
        if (!worker.leaving() && isOld(worker)) {
            return new Verdict.Recycle("worker " + worker.id() + " lifetime reached, it was running for "
                    + worker.ageMillis() / 1000 + " second(s)");
        }
        return new Verdict.Keep();
    }

    private static boolean exceeds(long measured, long limit) {
        return limit > 0 && measured >= limit;
    }

    private static Verdict evil(WorkerSnapshot worker, String what, long bytes) {
        return new Verdict.Kill(List.of("*** EVIL RELOAD ON WORKER " + worker.id() + " " + what + ": " + bytes
                + " (pid: " + worker.pid() + ") ***"));
    }

    private boolean isOld(WorkerSnapshot worker) {
        if (options.maxLifetime().isZero()) {
            return false;
        }
        Duration limit = options.maxLifetime().plus(options.maxLifetimeDelta().multipliedBy(worker.id() - 1L));
        return worker.ageMillis() > limit.toMillis();
    }
}
