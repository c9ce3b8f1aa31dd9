package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.Descriptors;

class EventLoopTest {
    private final EventLoop loop = new EventLoop();
    private final List<String> done = new ArrayList<>();

    @Test
    void what_fails_ends_nothing() {
        Descriptors.Pair pipe = Descriptors.pipe();
        loop.watch(pipe.first(), () -> {
            done.add("reader");
            loop.forget(pipe.first());
            throw new IllegalStateException("a mistake");
        });
        Descriptors.close(pipe.second());
        loop.post(() -> {
            throw new NoClassDefFoundError("a plugin without its library");
        });
        loop.post(() -> done.add("task"));
        loop.turn(10_000);
        assertThat(done).containsExactlyInAnyOrder("reader", "task");
        Descriptors.close(pipe.first());
    }

    @Test
    void who_posts_without_end_does_not_make_it_deaf() {
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                loop.post(this);
            }
        };
        loop.post(endless);
        loop.turn(0);
        Descriptors.Pair pipe = Descriptors.pipe();
        Descriptors.close(pipe.second());
        loop.watch(pipe.first(), () -> {
            done.add("heard");
            loop.forget(pipe.first());
        });
        loop.turn(0);
        assertThat(done).containsExactly("heard");
        Descriptors.close(pipe.first());
    }
}
