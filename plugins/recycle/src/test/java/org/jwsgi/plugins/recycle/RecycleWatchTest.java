package org.jwsgi.plugins.recycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.watch.Verdict;
import org.jwsgi.api.watch.WorkerSnapshot;

class RecycleWatchTest {
    @Test
    void recyclesWhoIsOlderThanTheLimitAndItsDelta() {
        RecycleWatch watch = new RecycleWatch(
                new TestOptions().minLifetime(1).maxLifetime(10, 5).build());
        assertThat(watch.inspect(worker(1, 10_000, false, 0, 0))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(1, 10_001, false, 0, 0)))
                .isEqualTo(new Verdict.Recycle("worker 1 lifetime reached, it was running for 10 second(s)"));
        assertThat(watch.inspect(worker(3, 20_000, false, 0, 0))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(3, 20_001, false, 0, 0))).isInstanceOf(Verdict.Recycle.class);
        assertThat(watch.inspect(worker(1, 90_000, true, 0, 0))).isEqualTo(new Verdict.Keep());
        assertThat(watch.memorySampling()).isZero();
    }

    @Test
    void killsWhoIsTooLarge() {
        RecycleWatch watch = new RecycleWatch(new TestOptions().evil(1000, 500).build());
        assertThat(watch.memorySampling()).isEqualTo(Duration.ofSeconds(3));
        assertThat(watch.inspect(worker(1, 90_000, false, 499, 999))).isEqualTo(new Verdict.Keep());
        assertThat(watch.inspect(worker(1, 90_000, false, 500, 999)))
                .isEqualTo(new Verdict.Kill(List.of("*** EVIL RELOAD ON WORKER 1 RSS: 500 (pid: 71) ***")));
        assertThat(watch.inspect(worker(2, 1, true, 1, 1000)))
                .isEqualTo(new Verdict.Kill(List.of("*** EVIL RELOAD ON WORKER 2 ADDRESS SPACE: 1000 (pid: 72) ***")));
    }

    private static WorkerSnapshot worker(int id, long age, boolean leaving, long rss, long vsz) {
        return new WorkerSnapshot(id, 70 + id, 1_000_000, age, 1, !leaving, leaving, rss, vsz, List.of());
    }
}
