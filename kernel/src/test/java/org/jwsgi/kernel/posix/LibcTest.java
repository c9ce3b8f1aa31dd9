package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibcTest {
    @Test
    void calls_a_function_without_arguments() {
        assertThat(Libc.callInt(Libc.function("getpid")))
                .isEqualTo((int) ProcessHandle.current().pid());
    }

    @Test
    void returns_the_negated_errno_of_a_failure() {
        assertThat(Libc.callInt(Libc.function("close"), -1)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.callInt(Libc.function("fcntl"), -1, 1)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void knows_the_text_of_an_error() {
        assertThat(Errno.text(Errno.ENOENT)).isEqualTo("no such file or directory");
        assertThat(new PosixException("cannot open x", Errno.EACCES)).hasMessage("cannot open x: permission denied");
    }
}
