package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that somebody else ends. */
final class CommandScopeTest {
    private final CommandScope scope = new CommandScope(Map.of("MARK", "mine"));

    @TempDir
    Path directory;

    private static SpawnRequest shell(String command) {
        return new SpawnRequest(List.of("/bin/sh", "-c", command), Map.of("PATH", "/usr/bin:/bin"), List.of());
    }

    private Optional<ExitStatus> inScope(String command) {
        CompletableFuture<Optional<ExitStatus>> status = new CompletableFuture<>();
        scope.run(() -> status.complete(CommandScope.await(shell(command))));
        return status.join();
    }

    private static void killGroup(int leader) {
        Processes.kill(-leader, Signals.KILL);
    }

    @Test
    void a_command_leads_a_session_and_bears_the_mark() {
        assertThat(inScope("[ \"$MARK\" = mine ] && read -r pid name state parent group session rest < /proc/$$/stat"
                        + " && [ $session -eq $$ ]"))
                .contains(new ExitStatus.Exited(0));
        assertThat(CommandScope.await(shell("[ -z \"$MARK\" ] && exit 7"))).contains(new ExitStatus.Exited(7));
    }

    @Test
    void whoever_ends_it_ends_its_command_with_all_that_it_has_started() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(inScope("mkfifo " + fifo)).contains(new ExitStatus.Exited(0));
        CompletableFuture<Optional<ExitStatus>> hanging = CompletableFuture.supplyAsync(
                () -> inScope("exec 3<>" + fifo + "; sleep 1003 & echo started >&3; wait; echo survived >&3"));
        try (var started = Files.newBufferedReader(fifo)) {
            assertThat(started.readLine()).isEqualTo("started");
            scope.end(CommandScopeTest::killGroup);
            assertThat(hanging.get(30, TimeUnit.SECONDS)).contains(new ExitStatus.Signaled(Signals.KILL));
            assertThat(started.readLine()).as("all writers are gone").isNull();
        }
    }

    @Test
    void nothing_begins_after_the_end() {
        scope.run(() -> {
            scope.end(CommandScopeTest::killGroup);
            assertThatThrownBy(() -> CommandScope.await(shell("exit 0")))
                    .isInstanceOf(PosixException.class)
                    .hasMessageStartingWith("cannot go on: ");
        });
        assertThatThrownBy(() -> scope.run(() -> {})).isInstanceOf(PosixException.class);
    }

    @Test
    void a_command_that_has_ended_is_not_killed_later() {
        assertThat(inScope("exit 3")).contains(new ExitStatus.Exited(3));
        scope.end(leader -> {
            throw new AssertionError("killed " + leader);
        });
    }
}
