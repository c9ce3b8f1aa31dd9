package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.watch.WorkerSnapshot.BusyCore;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

class ScoreboardTest {
    private final Scoreboard board = Scoreboard.ofProcess(2, 2, 3);

    @Test
    void twoProcessesOfOneSlotDoNotTouchEachOther() {
        Scoreboard old = board.seated(2);
        board.worker(2).set(WorkerField.NEXT_ROW, 1);
        Scoreboard young = board.seated(2);
        old.worker(2).set(WorkerField.PID, 100);
        young.worker(2).set(WorkerField.PID, 200);
        old.worker(2).core(0).set(CoreField.REQUEST_START, 5);
        assertThat(board.worker(2).get(WorkerField.PID)).isEqualTo(100);
        assertThat(board.worker(2).busy()).isTrue();
        assertThat(young.worker(2).busy()).isFalse();
        board.worker(2).set(WorkerField.CURRENT_ROW, 1);
        assertThat(board.worker(2).get(WorkerField.PID)).isEqualTo(200);
        assertThat(board.worker(2).busy()).isFalse();
        assertThat(old.worker(2).get(WorkerField.PID)).isEqualTo(100);
    }

    @Test
    void countersAreThoseOfTheSlot() {
        Scoreboard.Worker old = board.worker(1, 0);
        Scoreboard.Worker young = board.worker(1, 1);
        old.core(1).add(CoreField.REQUESTS, 3);
        young.core(1).add(CoreField.REQUESTS, 4);
        old.countAppRequest(2);
        assertThat(young.countAppRequest(2)).isEqualTo(2);
        old.countAppException(2);
        old.add(WorkerField.RESPAWNS, 1);
        young.add(WorkerField.HARAKIRIS, 1);
        for (Scoreboard.Worker worker : List.of(old, young, board.worker(1))) {
            assertThat(worker.sum(CoreField.REQUESTS)).isEqualTo(7);
            assertThat(worker.core(1).get(CoreField.REQUESTS)).isEqualTo(7);
            assertThat(worker.appRequests(2)).isEqualTo(2);
            assertThat(worker.appExceptions(2)).isEqualTo(1);
            assertThat(worker.get(WorkerField.RESPAWNS)).isEqualTo(1);
            assertThat(worker.get(WorkerField.HARAKIRIS)).isEqualTo(1);
        }
        assertThat(young.sumOfRow(CoreField.REQUESTS)).isEqualTo(4);
        assertThat(board.worker(2).sum(CoreField.REQUESTS)).isZero();
    }

    @Test
    void everyRowHasRoomForEverything() {
        long marker = 1;
        for (int id = 1; id <= 2; id++) {
            for (int row = 0; row < 2; row++) {
                Scoreboard.Worker worker = board.worker(id, row);
                worker.set(WorkerField.LAST_REQUEST, marker);
                for (int core = 0; core < 2; core++) {
                    worker.core(core).set(CoreField.APP, marker);
                }
                marker++;
            }
        }
        assertThat(board.worker(1, 0).get(WorkerField.LAST_REQUEST)).isEqualTo(1);
        assertThat(board.worker(1, 1).core(1).get(CoreField.APP)).isEqualTo(2);
        assertThat(board.worker(2, 0).core(1).get(CoreField.APP)).isEqualTo(3);
        assertThat(board.worker(2, 1).core(0).get(CoreField.APP)).isEqualTo(4);
        assertThat(board.worker(2, 1).appRequests(0)).isZero();
        assertThat(board.totalRequests()).isZero();
    }

    @Test
    void theEarlierOfTwoDeadlinesCounts() {
        Scoreboard.Core core = board.worker(1).core(1);
        core.set(CoreField.REQUEST_START, 9);
        core.set(CoreField.DEADLINE, 500);
        assertThat(BusyCores.of(board.worker(1), 2)).containsExactly(new BusyCore(1, 9, 500, -1));
        core.set(CoreField.USER_DEADLINE, 400);
        core.set(CoreField.APP, 1);
        assertThat(BusyCores.of(board.worker(1), 2)).containsExactly(new BusyCore(1, 9, 400, 0));
        core.set(CoreField.DEADLINE, 0);
        assertThat(BusyCores.of(board.worker(1), 2)).containsExactly(new BusyCore(1, 9, 400, 0));
    }
}
