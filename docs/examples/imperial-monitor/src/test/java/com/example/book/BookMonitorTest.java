package com.example.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.MonitorSetupException;

/** The contract that every monitor keeps, and below it what is special about books. */
final class BookMonitorTest extends ImperialMonitorContract {
    @TempDir
    Path directory;

    private final Map<String, String> chapters = new LinkedHashMap<>();
    private Path book;

    @BeforeEach
    void writeEmptyBook() throws Exception {
        book = directory.resolve("book.txt");
        write();
    }

    /** In one step, as a careful author does: nobody reads half a book. */
    private void write() throws Exception {
        StringBuilder text = new StringBuilder();
        chapters.forEach((name, config) -> text.append("=== ")
                .append(name)
                .append('\n')
                .append(config.stripTrailing())
                .append('\n'));
        Path draft = Files.writeString(directory.resolve("draft"), text);
        Files.move(draft, book, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new BookMonitorProvider();
    }

    @Override
    protected String address() {
        return "book://" + book;
    }

    @Override
    protected void publish(String name, String config, Instant stamp) throws Exception {
        chapters.put(name, config);
        if (Files.exists(book)) {
            write();
        }
    }

    @Override
    protected void withdraw(String name) throws Exception {
        chapters.remove(name);
        write();
    }

    @Override
    protected boolean breakSource() throws Exception {
        Files.delete(book);
        return true;
    }

    @Override
    protected void repairSource() throws Exception {
        write();
    }

    @Test
    void asks_to_be_woken_when_the_book_changes() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            new BookMonitor(book, emperor).scan();
            assertThat(emperor.watched()).containsExactly(directory);
        }
    }

    @Test
    void says_what_is_wrong_with_a_book() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            BookMonitor monitor = new BookMonitor(book, emperor);
            Files.writeString(book, "once upon a time\n");
            assertThatThrownBy(monitor::scan)
                    .isInstanceOf(MonitorException.class)
                    .hasMessage("cannot read " + book + ": it does not begin with a chapter");
            Files.delete(book);
            assertThatThrownBy(monitor::scan).hasMessage("cannot read " + book + ": no such file");
            assertThatThrownBy(() -> provider().create(MonitorAddress.of("book://"), emperor))
                    .isInstanceOf(MonitorSetupException.class);
        }
    }
}
