package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PendingTaskTest {
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private int runs;
    private final PendingTask task = new PendingTask(loop::add, () -> runs++);

    private void turn() {
        Objects.requireNonNull(loop.poll(), "nothing is posted").run();
    }

    @Test
    void a_thousand_requests_are_one_run() {
        for (int i = 0; i < 1000; i++) {
            task.request();
        }
        turn();
        assertThat(runs).isEqualTo(1);
        assertThat(loop).isEmpty();
    }

    @Test
    void a_request_after_the_run_has_begun_is_another_run() {
        PendingTask[] self = new PendingTask[1];
        self[0] = new PendingTask(loop::add, () -> {
            if (runs++ == 0) {
                self[0].request();
            }
        });
        self[0].request();
        turn();
        turn();
        assertThat(runs).isEqualTo(2);
        assertThat(loop).isEmpty();
    }
}
