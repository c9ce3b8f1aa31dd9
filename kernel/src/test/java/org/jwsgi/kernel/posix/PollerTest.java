package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollerTest {
    @Test
    void tells_what_is_readable_and_what_has_ended() {
        Descriptors.Pair talking = Descriptors.pipe();
        Descriptors.Pair silent = Descriptors.pipe();
        Descriptors.Pair ended = Descriptors.pipe();
        try (Poller poller = new Poller();
                Arena arena = Arena.ofConfined()) {
            poller.watch(talking.first());
            poller.watch(silent.first());
            poller.watch(ended.first());
            assertThat(poller.await(0)).isEmpty();
            Descriptors.write(talking.second(), arena.allocateFrom("x"));
            Descriptors.close(ended.second());
            assertThat(poller.await(-1)).containsExactly(talking.first(), ended.first());
            poller.forget(ended.first());
            assertThat(poller.await(-1)).containsExactly(talking.first());
        }
        Descriptors.close(talking.first());
        Descriptors.close(talking.second());
        Descriptors.close(silent.first());
        Descriptors.close(silent.second());
        Descriptors.close(ended.first());
    }

    @Test
    void another_thread_ends_the_wait() throws InterruptedException {
        try (Poller poller = new Poller()) {
            Thread waking = Thread.ofPlatform().start(poller::wake);
            assertThat(poller.await(-1)).isEmpty();
            waking.join();
            assertThat(poller.await(0)).isEmpty();
        }
    }
}
