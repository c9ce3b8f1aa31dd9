package org.jwsgi.kernel.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/** Signals of a process without a master, and how handlers run. */
@Timeout(60)
class SoleSignalsTest {
    private final Scoreboard board = Scoreboard.ofProcess(1, 1, 1);
    private final SoleSignals signals = new SoleSignals(board);
    private final List<Integer> handled = new CopyOnWriteArrayList<>();

    private void awaitHandled(long count) {
        while (board.worker(1).get(WorkerField.SIGNALS) < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void one_at_a_time_in_their_order_and_one_that_fails_harms_nobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        signals.register(1, "worker", number -> {
            await(release);
            handled.add(number);
            throw new IllegalStateException("the test wants it to fail");
        });
        signals.register(2, "workers", handled::add);
        signals.raise(1);
        signals.raise(2);
        signals.raise(1);
        signals.raise(2);
        assertThat(handled).isEmpty();
        assertThat(board.worker(1).get(WorkerField.SIGNAL_QUEUE)).isEqualTo(3);
        assertThat(signals.handlers().drain(Duration.ZERO)).isFalse();
        release.countDown();
        awaitHandled(4);
        assertThat(handled).containsExactly(1, 2, 1, 2);
        assertThat(signals.handlers().drain(Duration.ofSeconds(30))).isTrue();
        assertThat(board.worker(1).get(WorkerField.SIGNAL_QUEUE)).isZero();
    }

    @Test
    void what_is_for_nobody_here_is_not_handled() {
        signals.register(1, "worker", handled::add);
        signals.register(1, "worker2", handled::add);
        signals.register(3, "active-workers", handled::add);
        signals.raise(1);
        signals.raise(2);
        signals.raise(3);
        awaitHandled(1);
        assertThat(handled).containsExactly(3);
    }

    @Test
    void what_does_not_fit_is_dropped() {
        CountDownLatch release = new CountDownLatch(1);
        signals.register(1, "worker", number -> {
            await(release);
            handled.add(number);
        });
        for (int i = 0; i < 1 + SoleSignals.LONGEST + 10; i++) {
            signals.raise(1);
        }
        release.countDown();
        awaitHandled(1 + SoleSignals.LONGEST);
        signals.raise(1);
        awaitHandled(2 + SoleSignals.LONGEST);
        assertThat(handled).hasSize(2 + SoleSignals.LONGEST);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
