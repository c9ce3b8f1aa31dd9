package org.jwsgi.plugins.emperordir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.MonitorSetupException;

final class DirMonitorTest extends ImperialMonitorContract {
    @TempDir
    Path root;

    private Path directory = Path.of("");

    @BeforeEach
    void createDirectory() throws Exception {
        directory = Files.createDirectory(root.resolve("vassals"));
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new DirMonitorProvider();
    }

    @Override
    protected String address() {
        return "dir://" + directory;
    }

    private Path place() {
        Path away = root.resolve("away");
        return Files.exists(away) ? away : directory;
    }

    @Override
    protected void publish(String name, String config, Instant stamp) throws Exception {
        // In one step, as an operator who is careful does: a file that is seen empty would have a stamp of its own.
        Path file = Files.writeString(root.resolve("new"), config);
        Files.setLastModifiedTime(file, FileTime.from(stamp));
        Files.move(file, place().resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    protected void withdraw(String name) throws Exception {
        Files.delete(place().resolve(name));
    }

    @Override
    protected boolean breakSource() throws Exception {
        Files.move(directory, root.resolve("away"));
        return true;
    }

    @Override
    protected void repairSource() throws Exception {
        Files.move(root.resolve("away"), directory);
    }

    @Test
    void names_vassals_after_their_files_and_looks_into_no_folder() throws Exception {
        publish("b.ini", "", second(1));
        publish("a.ini", "", second(1));
        publish(".hidden.ini", "", second(1));
        Files.createDirectory(directory.resolve("folder"));
        Files.writeString(directory.resolve("folder/c.ini"), "");
        try (FakeEmperor emperor = new FakeEmperor()) {
            DirMonitor monitor = new DirMonitor(directory, emperor);
            assertThat(monitor.scan())
                    .extracting(vassal -> vassal.name())
                    .containsExactly(".hidden.ini", "a.ini", "b.ini");
            assertThat(monitor.scan())
                    .allSatisfy(vassal -> assertThat(vassal.directory()).contains(directory));
            assertThat(emperor.watched()).contains(directory);
            assertThat(monitor.label(MonitorAddress.of("vassals"))).isEqualTo(directory.toString());
        }
    }

    @Test
    void says_why_it_cannot_list() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            DirMonitor monitor = new DirMonitor(directory, emperor);
            Files.delete(directory);
            assertThatThrownBy(monitor::scan)
                    .isInstanceOf(MonitorException.class)
                    .hasMessage("cannot list " + directory + ": no such directory");
            Files.writeString(directory, "");
            assertThatThrownBy(monitor::scan)
                    .isInstanceOf(MonitorException.class)
                    .hasMessage("cannot list " + directory + ": it is no directory");
        }
    }

    @Test
    void refuses_what_is_no_directory_at_the_start() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            assertThatThrownBy(() -> provider().create(MonitorAddress.of("dir:///nowhere/at/all"), emperor))
                    .isInstanceOf(MonitorSetupException.class)
                    .hasMessage("cannot watch /nowhere/at/all: it is no directory");
        }
    }
}
