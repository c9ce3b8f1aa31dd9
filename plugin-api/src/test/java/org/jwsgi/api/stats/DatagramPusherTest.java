package org.jwsgi.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.api.metric.Metric;

/** A pusher whose host cannot be found, or only after a long time. */
@Timeout(60)
class DatagramPusherTest {
    private static final DatagramPusher.Target TARGET = new DatagramPusher.Target("stats", 8125, Optional.empty());

    /** No metrics. */
    private record Nothing() implements StatsPicture {
        @Override
        public List<Metric> metrics() {
            return List.of();
        }

        @Override
        public byte[] json() {
            return new byte[0];
        }
    }

    @Test
    void closing_does_not_wait_for_a_name_server() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        DatagramPusher pusher = new DatagramPusher(TARGET, metric -> "", host -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return InetAddress.getLoopbackAddress();
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> push = threads.submit(() -> {
                pusher.push(new Nothing());
                return null;
            });
            asked.await();
            pusher.close();
            assertThat(push.isDone()).isFalse();
            answer.countDown();
            assertThatThrownBy(push::get).hasMessageContaining("the pusher has ended");
        }
    }

    @Test
    void a_host_that_nobody_knows_is_told_and_looked_up_again() throws Exception {
        int[] lookups = {0};
        DatagramPusher pusher = new DatagramPusher(TARGET, metric -> "", host -> {
            if (lookups[0]++ == 0) {
                throw new UnknownHostException(host);
            }
            return InetAddress.getLoopbackAddress();
        });
        assertThatThrownBy(() -> pusher.push(new Nothing()))
                .isInstanceOf(StatsPushException.class)
                .hasMessage("cannot send to stats:8125: unknown host");
        pusher.push(new Nothing());
        assertThat(lookups[0]).isEqualTo(2);
        pusher.close();
    }
}
