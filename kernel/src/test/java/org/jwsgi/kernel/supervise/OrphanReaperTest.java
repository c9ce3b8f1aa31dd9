package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.SpawnRequest;

/** Real children that nobody waits for. */
@Timeout(60)
class OrphanReaperTest {
    private final List<String> reports = new ArrayList<>();
    private final OrphanReaper reaper = new OrphanReaper((pid, status) -> reports.add(pid + " " + status));

    @Test
    void collects_what_is_dead_in_two_looks_and_nothing_that_lives() {
        int dead = Processes.spawn(new SpawnRequest(List.of("/bin/sh", "-c", "exit 7"), Map.of(), List.of()));
        int alive = Processes.spawn(new SpawnRequest(List.of("/bin/sleep", "600"), Map.of(), List.of()));
        try {
            while (!Processes.hasDeadChild()) {
                Thread.onSpinWait();
            }
            reaper.look();
            assertThat(reports).isEmpty();
            reaper.look();
            assertThat(reports).containsExactly(dead + " Exited[code=7]");
            assertThat(Processes.reap(dead)).isEmpty();
        } finally {
            Processes.kill(alive, 9);
            assertThat(Processes.await(alive)).isPresent();
        }
    }
}
