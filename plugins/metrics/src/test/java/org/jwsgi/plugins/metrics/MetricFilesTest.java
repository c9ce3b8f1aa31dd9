package org.jwsgi.plugins.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.metric.FakeMetricRegistry;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricDefinition;

/** The files of metrics when some of them cannot be written. */
class MetricFilesTest {
    @TempDir
    Path directory;

    @Test
    void a_file_that_cannot_be_written_is_told_once_and_spares_the_others() throws IOException {
        FakeMetricRegistry metrics = new FakeMetricRegistry();
        Metric broken = metrics.add(MetricDefinition.counter("broken", ""));
        Metric sound = metrics.add(MetricDefinition.counter("sound", ""));
        Path inTheWay = Files.createDirectory(directory.resolve("broken"));
        RecordingLogger log = new RecordingLogger();
        MetricFiles files = new MetricFiles(directory, log);
        files.prepare(metrics.all());
        for (int i = 1; i <= 3; i++) {
            broken.set(i);
            sound.set(i);
            files.save(metrics.all());
        }
        assertThat(Files.readString(directory.resolve("sound"))).startsWith("3\n");
        assertThat(log.lines()).hasSize(1).first().asString().contains("cannot write metric file " + inTheWay);
        Files.delete(inTheWay);
        files.save(metrics.all());
        assertThat(Files.readString(inTheWay)).startsWith("3\n");
        assertThat(log.lines()).hasSize(1);
    }
}
