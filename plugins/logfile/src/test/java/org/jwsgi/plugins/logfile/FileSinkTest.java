package org.jwsgi.plugins.logfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.log.LogLine;

/** What becomes of lines when their file cannot be put away, is gone, or cannot be opened again. */
class FileSinkTest {
    @TempDir
    Path folder;

    private final RecordingLogger log = new RecordingLogger();
    private @Nullable FileSink open;

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    @Test
    void a_line_is_written_once_even_when_the_file_cannot_be_put_away() throws IOException {
        Path file = folder.resolve("app.log");
        FileSink sink = sink(file, 4, folder.resolve("missing/app.log.1"));
        for (String text : new String[] {"first", "second", "third"}) {
            sink.write(line(text));
        }
        assertThat(file).hasContent("first\nsecond\nthird\n");
        assertThat(log.lines()).hasSize(1).first().asString().contains("cannot rotate " + file + " to");
        Files.createDirectory(folder.resolve("missing"));
        sink.write(line("fourth"));
        sink.write(line("fifth"));
        assertThat(folder.resolve("missing/app.log.1")).exists();
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void a_file_that_somebody_took_away_begins_anew_when_it_is_due() throws IOException {
        Path file = folder.resolve("app.log");
        FileSink sink = sink(file, 4, null);
        Files.delete(file);
        sink.write(line("lost with the file"));
        sink.write(line("kept"));
        assertThat(folder.resolve("app.log.1")).hasContent("kept\n");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_opened_again_is_written_on() throws IOException {
        Path file = Files.createDirectory(folder.resolve("logs")).resolve("app.log");
        FileSink sink = sink(file, 0, null);
        sink.write(line("before"));
        Path moved = folder.resolve("moved");
        Files.move(folder.resolve("logs"), moved);
        assertThatThrownBy(sink::reopen)
                .isInstanceOf(IOException.class)
                .hasMessage("cannot open " + file + ": no such file or directory");
        sink.write(line("after"));
        assertThat(moved.resolve("app.log")).hasContent("before\nafter\n");
    }

    private FileSink sink(Path file, long limit, @Nullable Path backup) throws IOException {
        FileSink sink = new FileSink(file, limit, backup, () -> 1000, log);
        open = sink;
        sink.open();
        return sink;
    }

    private static LogLine line(String text) {
        return new LogLine((text + "\n").getBytes(UTF_8), 0, false);
    }
}
