package org.jwsgi.plugins.fsreload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.ServiceException;

/** Real changes, told by the operating system. */
@Timeout(60)
class PathWatchTest {
    @TempDir
    Path directory;

    private final FakeMasterContext context = new FakeMasterContext();
    private PathWatch watch = new PathWatch(context, new FsReloadOptions(List.of(), List.of(), List.of()));

    @AfterEach
    void close() throws InterruptedException {
        watch.close();
        for (Thread thread : context.threads()) {
            thread.join();
        }
    }

    private void start(List<Path> gracefully, List<Path> brutally) {
        watch = new PathWatch(context, new FsReloadOptions(gracefully, brutally, List.of()));
        watch.start();
    }

    private List<String> firstOrders() {
        while (context.control().orders().isEmpty()) {
            Thread.onSpinWait();
        }
        return context.control().orders();
    }

    @Test
    void anything_in_a_folder_reloads() throws IOException {
        start(List.of(directory), List.of());
        Files.writeString(directory.resolve("new"), "file");
        assertThat(firstOrders()).contains("reload true");
        assertThat(context.log().lines())
                .startsWith(
                        "INFO [jwsgi-fsmon] registered monitor for \"" + directory + "\"",
                        "INFO [jwsgi-fsmon] detected event on \"" + directory + "\"");
    }

    @Test
    void a_file_that_is_replaced_reloads_and_its_neighbour_does_not() throws IOException {
        Path file = Files.writeString(directory.resolve("app.ini"), "old");
        Path neighbour = Files.writeString(directory.resolve("other"), "old");
        start(List.of(), List.of(file));
        Files.writeString(neighbour, "new");
        Path next = Files.writeString(directory.resolve("app.ini.new"), "new");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(firstOrders()).contains("reload false");
        assertThat(context.log().lines())
                .filteredOn(line -> line.contains("detected"))
                .allMatch(line -> line.endsWith("\"" + file + "\""));
    }

    @Test
    void a_change_raises_a_signal_and_reloads_nothing() throws IOException {
        FsReloadOptions options = new FsReloadOptions(List.of(), List.of(), List.of(directory + "  17"));
        watch = new PathWatch(context, options);
        watch.start();
        Files.writeString(directory.resolve("new"), "file");
        while (context.raised().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(context.raised()).containsOnly(17);
        assertThat(context.control().orders()).isEmpty();
        assertThat(context.log().lines()).contains("INFO [jwsgi-fsmon] detected event on \"" + directory + "\"");
    }

    @Test
    void a_signal_needs_a_path_and_a_number() {
        for (String number : List.of("256", "-1", "x")) {
            assertThatThrownBy(() -> new FsReloadOptions(List.of(), List.of(), List.of("path " + number)))
                    .hasMessage("fs-signal: \"" + number + "\" is not the number of a signal, 0 to 255");
        }
        assertThatThrownBy(() -> new FsReloadOptions(List.of(), List.of(), List.of("17")))
                .hasMessage("fs-signal needs a path and the number of a signal, separated by a blank: 17");
    }

    @Test
    void a_change_during_a_reload_that_is_refused_asks_again() throws IOException {
        context.control().running(false);
        start(List.of(directory), List.of());
        Files.writeString(directory.resolve("new"), "file");
        while (context.log().lines().stream().noneMatch(line -> line.contains("detected"))) {
            Thread.onSpinWait();
        }
        watch.onTick();
        assertThat(context.control().orders()).isEmpty();
        context.control().running(true);
        watch.onTick();
        assertThat(firstOrders()).contains("reload true");
    }

    @Test
    void a_missing_path_ends_the_start() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> start(List.of(missing), List.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessage("cannot watch " + missing + ": no such file or directory");
    }
}
