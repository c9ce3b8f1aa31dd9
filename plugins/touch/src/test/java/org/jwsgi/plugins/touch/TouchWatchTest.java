package org.jwsgi.plugins.touch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.FakeChildren;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.ServiceException;

/** When a file counts as touched, and what follows. */
@Timeout(60)
class TouchWatchTest {
    @TempDir
    Path directory;

    private final FakeMasterContext context = new FakeMasterContext();

    private Path file(String name, long second) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        return Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000));
    }

    private TouchWatch watch(TouchOptions options) {
        return new TouchWatch(context, TouchRule.of(options, context));
    }

    private TouchWatch reloadOn(Path... files) {
        return watch(new TouchOptions(
                java.util.Arrays.stream(files).map(Path::toString).toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    private List<String> orders() {
        return context.control().orders();
    }

    @Test
    void a_later_time_touches_and_an_earlier_or_equal_one_does_not() throws IOException {
        TouchWatch watch = reloadOn(file("a", 100));
        watch.look();
        file("a", 99);
        watch.look();
        file("a", 100);
        watch.look();
        assertThat(orders()).isEmpty();
        file("a", 101);
        watch.look();
        watch.look();
        assertThat(orders()).containsExactly("reload true");
        assertThat(context.log().lines())
                .containsExactly("INFO *** " + directory.resolve("a") + " has been touched... grace them all !!! ***");
    }

    @Test
    void appearing_and_vanishing_touch() throws IOException {
        Path path = directory.resolve("a");
        TouchWatch watch = reloadOn(path);
        watch.start();
        assertThat(context.log().lines())
                .containsExactly(
                        "INFO unable to stat() " + path + ", events will be triggered as soon as the file is created");
        file("a", 5);
        watch.look();
        Files.delete(path);
        watch.look();
        watch.look();
        assertThat(orders()).containsExactly("reload true", "reload true");
        watch.close();
    }

    @Test
    void the_first_of_several_wins_and_the_others_wait_for_the_next_look() throws IOException {
        TouchWatch watch = watch(new TouchOptions(
                List.of(),
                List.of(file("a", 1).toString(), file("b", 1).toString()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
        file("b", 2);
        file("a", 2);
        watch.look();
        assertThat(context.log().lines())
                .containsExactly("INFO *** " + directory.resolve("a") + " has been touched... workers reload !!! ***");
        watch.look();
        assertThat(context.log().lines()).last().asString().contains(directory.resolve("b") + " has been touched");
        assertThat(orders()).containsExactly("reloadWorkers true", "reloadWorkers true");
    }

    @Test
    void nothing_is_looked_at_while_the_instance_reloads() throws IOException {
        TouchWatch watch = reloadOn(file("a", 1));
        context.control().running(false);
        file("a", 2);
        watch.look();
        assertThat(orders()).isEmpty();
        context.control().running(true);
        watch.look();
        assertThat(orders()).containsExactly("reload true");
    }

    @Test
    void every_option_has_its_action() throws IOException {
        List<String> a = List.of(file("a", 1).toString());
        TouchWatch watch = watch(new TouchOptions(a, a, a, a, a, List.of(), List.of(), List.of()));
        file("a", 2);
        watch.look();
        assertThat(orders())
                .containsExactly("reload true", "reloadWorkers true", "chainReload", "rotateLog", "reopenLog");
    }

    @Test
    void a_command_is_run_and_its_end_is_told() throws IOException {
        TouchWatch watch = watch(new TouchOptions(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(file("a", 1) + "  echo touched; exit 3"),
                List.of(),
                List.of()));
        file("a", 2);
        watch.look();
        FakeChildren.OneRun run = context.children().runs().getFirst();
        assertThat(run.spec().command()).containsExactly("echo touched; exit 3");
        assertThat(run.spec().shell()).isTrue();
        run.end().complete(new ChildEnd.Exited(77, 3));
        assertThat(context.log().lines())
                .containsExactly(
                        "INFO [jwsgi-touch-exec] running echo touched; exit 3",
                        "INFO subprocess 77 exited with code 3");
        assertThatThrownBy(() -> new TouchOptions(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("only-a-file"),
                        List.of(),
                        List.of()))
                .hasMessage("touch-exec needs a file and a command, separated by a blank: only-a-file");
    }

    @Test
    void a_signal_is_raised() throws IOException {
        List<String> none = List.of();
        String entry = file("a", 1) + "  17";
        TouchWatch watch = watch(new TouchOptions(none, none, none, none, none, none, none, List.of(entry)));
        file("a", 2);
        watch.look();
        watch.look();
        assertThat(context.raised()).containsExactly(17);
        assertThat(context.log().lines()).containsExactly("INFO [jwsgi-touch-signal] raising 17");
        for (String number : List.of("256", "-1", "x", "1 2")) {
            assertThatThrownBy(
                            () -> new TouchOptions(none, none, none, none, none, none, none, List.of("file " + number)))
                    .hasMessage("touch-signal: \"" + number + "\" is not the number of a signal, 0 to 255");
        }
        assertThatThrownBy(() -> new TouchOptions(none, none, none, none, none, none, none, List.of("file")))
                .hasMessage("touch-signal needs a file and the number of a signal, separated by a blank: file");
    }

    @Test
    void a_hook_is_run_and_its_failure_is_told() throws IOException {
        String path = file("a", 1).toString();
        List<String> none = List.of();
        TouchWatch watch = watch(
                new TouchOptions(none, none, none, none, none, none, List.of(path + "  print:hello there"), List.of()));
        file("a", 2);
        watch.look();
        assertThat(context.hooks().ran()).containsExactly("touch print:hello there");
        TouchWatch failing =
                watch(new TouchOptions(none, none, none, none, none, none, List.of(path + " fail:x"), List.of()));
        file("a", 3);
        failing.look();
        assertThat(context.log().lines()).last().isEqualTo("ERROR the test wants fail:x to fail");
        assertThatThrownBy(() ->
                        watch(new TouchOptions(none, none, none, none, none, none, List.of(path + " x"), List.of())))
                .isInstanceOf(ServiceException.class)
                .hasMessage("hook-touch: invalid hook syntax, must be hook:args");
    }

    @Test
    void ticks_look_on_a_thread_of_their_own() throws Exception {
        TouchWatch watch = reloadOn(file("a", 1));
        watch.start();
        file("a", 2);
        while (orders().isEmpty()) {
            watch.onTick();
            Thread.onSpinWait();
        }
        assertThat(orders()).containsExactly("reload true");
        while (context.threads().getFirst().isAlive()) {
            watch.close();
            Thread.onSpinWait();
        }
    }

    @Test
    void without_an_option_there_is_no_watch() {
        FakeMasterContext none = new FakeMasterContext(new TouchOptions(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(new TouchServiceProvider().create(none)).isEmpty();
    }
}
