package org.jwsgi.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.ResourceOptions;

class ControlGroupsTest {
    @TempDir
    Path directory;

    private void enter(Path group, String... settings) {
        new ControlGroups(new ResourceOptions(
                        List.of(group.toString()),
                        List.of(settings),
                        new FileMode(0750),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()))
                .enter();
    }

    @Test
    void a_missing_group_is_made_entered_and_set() throws IOException {
        Path group = directory.resolve("group");
        enter(group, "memory.max=100", "cpu.weight:7", "io.max=8:0 rbps=9");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(group)))
                .isEqualTo("rwxr-x---");
        assertThat(group.resolve("tasks")).hasContent(Processes.pid() + "\n");
        assertThat(group.resolve("memory.max")).hasContent("100\n");
        assertThat(group.resolve("cpu.weight")).hasContent("7\n");
        assertThat(group.resolve("io.max")).hasContent("8:0 rbps=9\n");
    }

    @Test
    void the_whole_process_enters_where_that_can_be() throws IOException {
        for (String version : List.of("v1", "v2")) {
            Path group = Files.createDirectory(directory.resolve(version));
            Files.createFile(group.resolve("cgroup.procs"));
            if (version.equals("v1")) {
                Files.createFile(group.resolve("tasks"));
            }
            enter(group);
            assertThat(group.resolve("cgroup.procs")).hasContent(Processes.pid() + "\n");
            if (version.equals("v1")) {
                assertThat(group.resolve("tasks")).isEmptyFile();
            } else {
                assertThat(group.resolve("tasks")).doesNotExist();
            }
        }
    }

    @Test
    void mistakes_are_told() {
        assertThatThrownBy(() -> enter(directory, "nothing"))
                .isInstanceOf(JwsgiException.class)
                .hasMessage("invalid cgroup-opt syntax: nothing");
        assertThatThrownBy(() -> enter(directory.resolve("no/group")))
                .isInstanceOf(JwsgiException.class)
                .hasMessageStartingWith("cannot create cgroup " + directory.resolve("no/group"));
    }
}
