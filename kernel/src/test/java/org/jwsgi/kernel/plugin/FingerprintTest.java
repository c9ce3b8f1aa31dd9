package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir
    Path folder;

    @Test
    void sees_one_changed_byte_in_a_jar_of_the_same_size() throws IOException {
        byte[] content = new byte[100_000];
        Path jar = jar(content);
        long size = Files.size(jar);
        String before = Fingerprint.of(jar);
        content[10] = 1;
        jar(content);
        assertThat(Files.size(jar)).isEqualTo(size);
        assertThat(Fingerprint.of(jar)).isNotEqualTo(before);
    }

    @Test
    void does_not_see_time_stamps() throws IOException {
        Path jar = jar(new byte[10]);
        String before = Fingerprint.of(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
        assertThat(Fingerprint.of(jar)).isEqualTo(before);
        assertThat(Fingerprint.of(Files.copy(jar, folder.resolve("copy.jar")))).isEqualTo(before);
    }

    @Test
    void sees_renamed_files_in_a_folder() throws IOException {
        Path plugin = Files.createDirectory(folder.resolve("plugin"));
        Path first = Files.writeString(plugin.resolve("a"), "same");
        String before = Fingerprint.of(plugin);
        Files.move(first, plugin.resolve("b"));
        assertThat(Fingerprint.of(plugin)).isNotEqualTo(before);
    }

    private Path jar(byte[] content) throws IOException {
        Path jar = folder.resolve("a.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            ZipEntry entry = new ZipEntry("content");
            entry.setTime(1_000_000_000_000L);
            zip.putNextEntry(entry);
            zip.write(content);
        }
        return jar;
    }
}
