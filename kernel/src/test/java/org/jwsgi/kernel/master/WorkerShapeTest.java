package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.ShapeStep;

class WorkerShapeTest {
    @Test
    void processors_go_round() {
        List<Integer> machine = List.of(0, 1, 2);
        assertThat(WorkerShape.processors(1, 2, machine)).containsExactly(0, 1);
        assertThat(WorkerShape.processors(2, 2, machine)).containsExactly(2, 0);
        assertThat(WorkerShape.processors(3, 2, machine)).containsExactly(1, 2);
        assertThat(WorkerShape.processors(4, 9, machine)).containsExactly(0, 1, 2);
        assertThat(WorkerShape.processors(2, 1, List.of(4, 6))).containsExactly(6);
    }

    @Test
    void a_late_worker_keeps_its_user_at_birth() {
        Identity nobody = new Identity(65534, 65534, List.of());
        var early = new MasterSetup.WorkerPrivileges(Optional.of(new Capabilities(1)), true, false, 0);
        assertThat(WorkerShape.of(1, Optional.empty(), Optional.of(nobody), early)
                        .steps())
                .containsExactly(new ShapeStep.Become(nobody, Optional.of(new Capabilities(1))));
        var late = new MasterSetup.WorkerPrivileges(Optional.empty(), true, true, 0);
        assertThat(WorkerShape.of(1, Optional.empty(), Optional.of(nobody), late)
                        .steps())
                .isEmpty();
    }
}
