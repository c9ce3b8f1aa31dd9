package org.jwsgi.kernel.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShellTest {
    @Test
    void the_first_shell_that_is_there_is_taken() {
        assertThat(Shell.path(List.of("/no/such/shell", "/bin/cat", "/bin/sh"))).isEqualTo("/bin/cat");
        assertThat(Shell.path(List.of("/no/such/shell"))).isEqualTo("/bin/sh");
    }

    @Test
    void a_command_runs_with_the_environment_and_gives_its_code() {
        assertThat(Shell.run(List.of(), "exit $CODE", Map.of("CODE", "7"))).isEqualTo(7);
        assertThat(Shell.run(List.of(), "kill -TERM $$", Map.of())).isEqualTo(128 + 15);
    }
}
