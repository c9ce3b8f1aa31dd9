package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.PosixException;

class SpawnTroubleTest {
    private final SpawnTrouble trouble = new SpawnTrouble(1);

    @Test
    void waits_longer_after_each_failure_up_to_eight_seconds() {
        PosixException full = new PosixException("cannot start java", Errno.EAGAIN);
        assertThat(new long[] {
                    trouble.failed(full),
                    trouble.failed(full),
                    trouble.failed(full),
                    trouble.failed(full),
                    trouble.failed(full),
                    trouble.failed(full)
                })
                .containsExactly(1000, 2000, 4000, 8000, 8000, 8000);
        trouble.over();
        assertThat(trouble.failed(full)).isEqualTo(1000);
    }
}
