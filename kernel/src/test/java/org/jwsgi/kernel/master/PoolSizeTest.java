package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.kernel.testing.Instance;
import org.jwsgi.kernel.testing.TestMasterMain;

/** Real masters whose number of workers follows orders and an algorithm that does what a file says. */
@Timeout(120)
class PoolSizeTest {
    @TempDir
    Path directory;

    private Instance start(String... options) throws IOException {
        return Instance.start(TestMasterMain.class, directory, options);
    }

    private void wish(int workers) throws IOException {
        Path whole = Files.writeString(directory.resolve("wish.new"), Integer.toString(workers));
        Files.move(whole, directory.resolve("wish"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void follows_the_algorithm_lowest_slots_first_and_stops_idle_workers_only() throws Exception {
        try (Instance instance = start("master=1", "processes=4", "cheaper=1", "cheaper-initial=2")) {
            instance.await("spawned jwsgi worker 2 (");
            instance.await("all workers accept");
            instance.order("master", "snapshot");
            assertThat(instance.await("InstanceSnapshot")).contains("status=cheap");
            wish(1);
            instance.await("spawned jwsgi worker 3 (");
            instance.await("traffic starts");
            instance.order("worker1", "busy");
            instance.await("did busy");
            wish(-2);
            instance.await(" cheaped.");
            instance.await(" cheaped.");
            assertThat(instance.lines()) // in either order: both end at once
                    .contains("jwsgi worker 2 cheaped.", "jwsgi worker 3 cheaped.")
                    .anyMatch(line -> line.startsWith("worker 2 killed successfully (pid: "));
            wish(-1); // nobody is idle: kept until worker 1 is
            instance.order("worker1", "free");
            instance.await("jwsgi worker 1 cheaped.");
            instance.await("cheap mode enabled: waiting for socket connection...");
            assertThat(instance.lines()).noneMatch(line -> line.startsWith("Gracefully killing"));
        }
    }

    @Test
    void a_wish_for_more_workers_comes_before_one_for_less_that_had_to_wait() throws Exception {
        try (Instance instance = start("master=1", "processes=3", "cheaper=1")) {
            instance.await("all workers accept");
            instance.order("worker1", "busy");
            instance.await("did busy");
            wish(-1);
            instance.await("algorithm wants -1");
            wish(1);
            instance.await("spawned jwsgi worker 2 (");
        }
    }

    @Test
    void obeys_orders_instead_of_the_algorithm() throws Exception {
        try (Instance instance = start("master=1", "processes=3", "cheaper=2")) {
            instance.await("all workers accept");
            instance.order("master", "adjust -1");
            instance.await("jwsgi worker 1 cheaped.");
            instance.order("master", "adjust 5");
            instance.await("Respawned jwsgi worker 1 (new ");
            instance.await("spawned jwsgi worker 3 (");
        }
    }

    @Test
    void says_so_when_cheaper_mode_is_off() throws Exception {
        try (Instance instance = start("master=1")) {
            instance.await("all workers accept");
            instance.order("master", "adjust 1");
            instance.await("cannot change the number of workers: cheaper mode is off");
        }
    }

    @Test
    void an_order_to_go_cheap_lets_requests_finish_and_the_next_connection_wakes_the_workers() throws Exception {
        try (Instance instance = start("master=1", "processes=2")) {
            instance.await("all workers accept");
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.order("master", "cheap");
            instance.await("going cheap...");
            instance.await("killing worker 1 (pid: ");
            instance.await("killing worker 2 (pid: ");
            // The file that stands for a socket is always readable, so the wait ends at once.
            instance.await("cheap mode enabled: waiting for socket connection...");
            instance.order("worker1", "free");
            instance.await("Respawned jwsgi worker");
            instance.await("Respawned jwsgi worker");
        }
    }

    @Test
    void stays_below_its_memory_limits() throws Exception {
        try (Instance instance = start(
                "master=1",
                "processes=3",
                "cheaper=1",
                "cheaper-initial=2",
                "cheaper-rss-limit-soft=1000",
                "cheaper-rss-limit-hard=2000")) {
            instance.await("cheaper hard rss memory limit exceeded, cheap one of 2 workers");
            instance.await("jwsgi worker 1 cheaped.");
            instance.order("master", "adjust 1");
            instance.await("cannot add workers: their memory is above cheaper-rss-limit-soft");
        }
    }
}
