package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/** A real directory, whose changes the kernel tells. */
final class DirectoryWatchTest {
    private static final int FILES = 500;
    private static final Instant BEFORE = Instant.ofEpochSecond(1_600_000_000);
    private static final Instant AFTER = BEFORE.plusSeconds(100);

    /** Long enough that no busy machine makes two bursts of one. */
    private static final ChangeBurst.Limits GENEROUS = new ChangeBurst.Limits(
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofMinutes(10));

    private final RecordingLogger log = new RecordingLogger();
    private final LinkedBlockingQueue<MonitorThread> changes = new LinkedBlockingQueue<>();
    private final DirectoryWatch watch = new DirectoryWatch(log, GENEROUS);
    private final MonitorThread thread =
            new MonitorThread("test", Duration.ofHours(1), System::currentTimeMillis, log, changes::add, _ -> true);

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < FILES; i++) {
            touch(i, BEFORE);
        }
        thread.adopt(new Listing(), "listing");
        thread.start();
        assertThat(changes.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @AfterEach
    void close() {
        thread.close();
        watch.close();
    }

    private void touch(int number, Instant stamp) throws IOException {
        Path file = directory.resolve("v" + number + ".ini");
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.from(stamp));
    }

    private final class Listing implements PollingMonitor {
        @Override
        public Collection<VassalSpec> scan() throws MonitorException {
            watch.watch(directory, thread);
            List<VassalSpec> vassals = new ArrayList<>();
            try (var files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    vassals.add(VassalSpec.of(
                            file.getFileName().toString(),
                            Files.getLastModifiedTime(file).toInstant()));
                }
            } catch (IOException e) {
                throw new MonitorException("cannot list", e);
            }
            return vassals;
        }

        @Override
        public void close() {}
    }

    @Test
    void one_scan_sees_a_burst_of_changes_as_a_whole() throws Exception {
        assertThat(thread.stats()).containsEntry("scans", 1L);
        for (int i = 0; i < FILES; i++) {
            touch(i, AFTER);
        }
        assertThat(changes.poll(30, TimeUnit.SECONDS)).isNotNull();
        Map<String, VassalSpec> wanted = thread.wanted().orElseThrow();
        assertThat(wanted).hasSize(FILES);
        assertThat(wanted.values()).extracting(VassalSpec::stamp).containsOnly(AFTER);
        assertThat(thread.stats()).containsEntry("scans", 2L);
    }
}
