package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;

final class SocketQuestionTest {
    private final RecordingLogger log = new RecordingLogger();

    @TempDir
    Path directory;

    private Optional<String> ask(String command, Duration patience) {
        return new SocketQuestion(command, patience, log)
                .ask("a b.ini", directory)
                .map(answer -> new String(answer, UTF_8));
    }

    @Test
    void what_a_program_prints_is_the_answer_and_what_it_leaves_behind_delays_nobody() throws Exception {
        // The child keeps the output until the test's end, and ends with the test at the latest.
        String leaves = "sh -c 'while test -e keep; do sleep 0.1; done' & printf '/run/%s.sock'";
        Files.createFile(directory.resolve("keep"));
        assertThat(ask(leaves, Duration.ofMinutes(5))).contains("/run/a b.ini.sock");
        Files.delete(directory.resolve("keep"));
    }

    @Test
    void a_program_that_does_not_end_is_killed_and_has_said_nothing() {
        assertThat(ask("echo /run/x; sleep 600; true", Duration.ofMillis(300))).isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.contains("emperor-on-demand-exec does not end for a b.ini"));
    }

    @Test
    void endless_output_is_cut() {
        assertThat(ask("yes", Duration.ofMinutes(5)).orElseThrow()).hasSize(VassalFiles.MAX_ANSWER);
    }

    @Test
    void a_program_that_cannot_run_is_no_answer() {
        assertThat(new SocketQuestion("true", Duration.ofMinutes(5), log).ask("a.ini", directory.resolve("gone")))
                .isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.contains("cannot run emperor-on-demand-exec for a.ini"));
    }
}
