package org.jwsgi.plugins.recycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.request.FakeRequest;
import org.jwsgi.api.watch.Fate;

class RecycleCounterTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 7 * SECOND;
    private long rss;
    private long heap;
    private int measures;

    private final MemoryGauge memory = new MemoryGauge() {
        @Override
        public long rss() {
            measures++;
            return rss;
        }

        @Override
        public long vsz() {
            return 4 * rss;
        }

        @Override
        public long heap() {
            return heap;
        }
    };

    @Test
    void retiresOnceAfterEnoughRequestsOfAnOldEnoughWorker() {
        RecycleCounter counter = counter(new TestOptions().maxRequests(3, 0).minLifetime(10), 1);
        for (int i = 0; i < 5; i++) {
            assertThat(end(counter, null)).isEqualTo(Fate.STAY);
        }
        now += 10 * SECOND;
        assertThat(end(counter, null)).isEqualTo(Fate.RETIRE);
        assertThat(end(counter, null)).isEqualTo(Fate.STAY);
    }

    @Test
    void addsTheDeltaForEachWorker() {
        RecycleCounter counter = counter(new TestOptions().maxRequests(1, 2).minLifetime(0), 2);
        for (int i = 0; i < 4; i++) {
            assertThat(end(counter, null)).isEqualTo(Fate.STAY);
        }
        assertThat(end(counter, null)).isEqualTo(Fate.RETIRE);
    }

    @Test
    void retiresWhenMemoryReachesTheLimitAndMeasuresTenTimesASecond() {
        RecycleCounter counter = counter(new TestOptions().onRss(100).minLifetime(0), 1);
        rss = 99;
        assertThat(end(counter, null)).isEqualTo(Fate.STAY);
        rss = 100;
        assertThat(end(counter, null)).isEqualTo(Fate.STAY);
        assertThat(measures).isOne();
        now += SECOND / 10;
        assertThat(end(counter, null)).isEqualTo(Fate.RETIRE);
    }

    @Test
    void looksAtAddressSpaceAndHeap() {
        rss = 25;
        assertThat(end(counter(new TestOptions().onAs(100).minLifetime(0), 1), null))
                .isEqualTo(Fate.RETIRE);
        assertThat(end(counter(new TestOptions().onAs(101).minLifetime(0), 1), null))
                .isEqualTo(Fate.STAY);
        heap = 50;
        assertThat(end(counter(new TestOptions().onHeap(50).minLifetime(0), 1), null))
                .isEqualTo(Fate.RETIRE);
        assertThat(end(counter(new TestOptions().onHeap(51).minLifetime(0), 1), null))
                .isEqualTo(Fate.STAY);
    }

    @Test
    void failsAfterAnyExceptionHoweverYoungTheWorker() {
        RecycleCounter counter = counter(new TestOptions().onException(), 1);
        assertThat(end(counter, null)).isEqualTo(Fate.STAY);
        assertThat(end(counter, new IllegalStateException("x"))).isEqualTo(Fate.FAIL);
    }

    @Test
    void failsAfterExceptionsThatMatchExactly() {
        IllegalStateException thrown = new IllegalStateException("bad thing");
        assertThat(end(counter(new TestOptions().onType("IllegalStateException"), 1), thrown))
                .isEqualTo(Fate.FAIL);
        assertThat(end(counter(new TestOptions().onType("java.lang.IllegalStateException"), 1), thrown))
                .isEqualTo(Fate.FAIL);
        assertThat(end(counter(new TestOptions().onType("RuntimeException"), 1), thrown))
                .isEqualTo(Fate.STAY);
        assertThat(end(counter(new TestOptions().onValue("bad thing"), 1), thrown))
                .isEqualTo(Fate.FAIL);
        assertThat(end(counter(new TestOptions().onValue("bad"), 1), thrown)).isEqualTo(Fate.STAY);
        assertThat(end(counter(new TestOptions().onRepr("IllegalStateException: bad thing"), 1), thrown))
                .isEqualTo(Fate.FAIL);
        assertThat(end(counter(new TestOptions().onRepr("java.lang.IllegalStateException: bad thing"), 1), thrown))
                .isEqualTo(Fate.FAIL);
        assertThat(end(counter(new TestOptions().onRepr("IllegalStateException"), 1), thrown))
                .isEqualTo(Fate.STAY);
    }

    @Test
    void measuresThisProcess() {
        ProcessMemory process = new ProcessMemory();
        assertThat(process.rss()).isPositive();
        assertThat(process.vsz()).isGreaterThan(process.rss());
        assertThat(process.heap()).isNotNegative();
    }

    private RecycleCounter counter(TestOptions options, int worker) {
        return new RecycleCounter(options.build(), worker, memory, new RecordingLogger(), () -> now);
    }

    private static Fate end(RecycleCounter counter, @Nullable Throwable thrown) {
        return counter.ended(FakeRequest.get("/"), thrown);
    }

    @Test
    void rejectsNoLifetimeButAContradiction() {
        assertThat(new TestOptions().minLifetime(10).maxLifetime(11, 0).build().maxLifetime())
                .isEqualTo(Duration.ofSeconds(11));
        assertThatThrownBy(() ->
                        new TestOptions().minLifetime(10).maxLifetime(10, 0).build())
                .hasMessage("invalid min-worker-lifetime value (10), must be lower than max-worker-lifetime (10)");
    }
}
