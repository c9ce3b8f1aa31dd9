package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativePathTest {
    @TempDir
    private Path directory;

    @Test
    void a_status_is_what_java_reads() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        NativePath.changeMode(file.toString(), 0640);
        NativePath.Status status = NativePath.statusOf(file.toString()).orElseThrow();
        assertThat(status.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
        assertThat(status.uid()).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(status.gid()).isEqualTo(Files.getAttribute(file, "unix:gid"));
        assertThat(status.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
        assertThat(status.mode() & 0777).isEqualTo(0640);
        assertThat(status.isSocket()).isFalse();
    }

    @Test
    void links_are_not_followed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        NativePath.Status ofLink = NativePath.statusOf(link.toString()).orElseThrow();
        assertThat(ofLink.isSameFile(NativePath.statusOf(file.toString()).orElseThrow()))
                .isFalse();
        NativePath.unlink(link.toString());
        assertThat(file).exists();
        assertThat(link).doesNotExist();
    }

    @Test
    void a_descriptor_has_a_status() {
        int fd = Sockets.open(Sockets.AF_UNIX);
        try {
            NativePath.Status status = NativePath.statusOf(fd).orElseThrow();
            assertThat(status.isSocket()).isTrue();
            assertThat(status.inode()).isPositive();
        } finally {
            Sockets.close(fd);
        }
        assertThat(NativePath.statusOf(-1)).isEmpty();
    }

    @Test
    void failures_name_the_path() {
        String missing = directory.resolve("missing").toString();
        assertThat(NativePath.statusOf(missing)).isEmpty();
        assertThatThrownBy(() -> NativePath.unlink(missing))
                .hasMessage("cannot remove " + missing + ": no such file or directory");
        assertThatThrownBy(() -> NativePath.changeMode(missing, 0600))
                .hasMessage("cannot change the mode of " + missing + ": no such file or directory");
        assertThatThrownBy(() -> NativePath.changeOwner(missing, 1, 1))
                .hasMessage("cannot change the owner of " + missing + ": no such file or directory");
    }

    @Test
    void the_working_directory_is_the_one_java_started_in() throws IOException {
        assertThat(Path.of(NativePath.workingDirectory()))
                .isEqualTo(Path.of("").toAbsolutePath().toRealPath());
    }
}
