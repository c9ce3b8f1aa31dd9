package org.jwsgi.plugins.alarmcmd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildSpec;
import org.jwsgi.api.child.FakeChildren;
import org.jwsgi.api.contract.AlarmContract;
import org.jwsgi.api.master.FakeMasterContext;

class CommandAlarmTest extends AlarmContract {
    private final FakeMasterContext master = new FakeMasterContext();

    @Override
    protected AlarmProvider provider() {
        return new CommandAlarmProvider();
    }

    @Override
    protected List<String> good() {
        return List.of("mail -s 'a: b' x@y");
    }

    @Override
    protected List<String> bad() {
        return List.of("", " ");
    }

    /** Raises the alarm on a thread of its own and lets its command end. */
    private CompletableFuture<String> raise(ChildEnd end) throws Exception {
        Alarm alarm = provider().create("cat", master);
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                alarm.raise(new AlarmMessage("ops", "line\n".getBytes(UTF_8), Duration.ofSeconds(7)));
                result.complete("delivered");
            } catch (IOException e) {
                result.complete(e.getMessage());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        while (master.children().runs().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(result).isNotDone();
        master.children().runs().getFirst().end().complete(end);
        thread.join();
        return result;
    }

    @Test
    void the_command_gets_the_message_and_has_a_limit() throws Exception {
        assertThat(raise(new ChildEnd.Exited(5, 0))).isCompletedWithValue("delivered");

        FakeChildren.OneRun run = master.children().runs().getFirst();
        ChildSpec spec = run.spec();
        assertThat(spec.command()).containsExactly("cat");
        assertThat(spec.shell()).isTrue();
        assertThat(spec.captured()).isTrue();
        assertThat(spec.name()).isEqualTo("jwsgi-alarm ops");
        assertThat(spec.limit()).contains(Duration.ofSeconds(7));
        assertThat(spec.input())
                .isInstanceOfSatisfying(
                        ChildSpec.Input.Bytes.class,
                        input -> assertThat(input.content()).isEqualTo("line\n".getBytes(UTF_8)));
    }

    @Test
    void a_command_that_fails_says_how() throws Exception {
        assertThat(raise(new ChildEnd.Exited(5, 3))).isCompletedWithValue("subprocess exited with code 3");
    }

    @Test
    void a_command_that_takes_too_long_says_so() throws Exception {
        assertThat(raise(new ChildEnd.Killed(5, 9, true)))
                .isCompletedWithValue("the command took longer than 7 s and was killed");
    }

    @Test
    void a_command_that_was_killed_says_by_what() throws Exception {
        assertThat(raise(new ChildEnd.Killed(5, 11, false))).isCompletedWithValue("subprocess by signal 11 terminated");
    }

    @Test
    void a_command_that_cannot_be_started_says_why() throws Exception {
        assertThat(raise(new ChildEnd.NotStarted("no shell"))).isCompletedWithValue("no shell");
    }
}
