package org.jwsgi.plugins.masterfifo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.master.FakeMasterContext;

/** Real pipes, and what becomes of them. */
@Timeout(60)
class MasterFifoTest {
    private static final int OTHER = 0170000;
    private static final int PIPE = 0010000;

    @TempDir
    Path directory;

    private final FakeMasterContext context = new FakeMasterContext();
    private MasterFifo fifo = new MasterFifo(context, List.of(Path.of("unused")));

    @AfterEach
    void close() throws InterruptedException {
        fifo.close();
        for (Thread thread : context.threads()) {
            thread.join();
        }
    }

    private void start(String... names) {
        fifo = new MasterFifo(
                context, java.util.Arrays.stream(names).map(directory::resolve).toList());
        fifo.start();
    }

    /** Opening waits for the reader, so this returns once the pipe is served. */
    private void write(String name, String commands) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            out.write(commands.getBytes(US_ASCII));
        }
    }

    private void await(String... orders) throws InterruptedException {
        while (!context.control().orders().equals(List.of(orders))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void reads_several_writers_one_after_the_other() throws Exception {
        start("fifo");
        write("fifo", "cp");
        write("fifo", "r");
        await("chainReload", "togglePause", "reload true");
    }

    @Test
    void belongs_to_its_owner_alone_and_replaces_what_was_there() throws Exception {
        Files.writeString(directory.resolve("fifo"), "an old file");
        start("fifo");

        assertThat((Integer) Files.getAttribute(directory.resolve("fifo"), "unix:mode") & OTHER)
                .isEqualTo(PIPE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("fifo"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_writer_that_waits_over_a_reload_is_served_by_the_next_image() throws Exception {
        start("fifo");
        fifo.close();
        Object before = Files.getAttribute(directory.resolve("fifo"), "unix:ino");
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                write("fifo", "c");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        start("fifo");
        await("chainReload");
        writer.join();
        assertThat(Files.getAttribute(directory.resolve("fifo"), "unix:ino")).isEqualTo(before);
    }

    @Test
    void the_pipe_of_another_instance_is_replaced() throws Exception {
        start("fifo");
        MasterFifo first = fifo;
        Object before = Files.getAttribute(directory.resolve("fifo"), "unix:ino");
        start("fifo");
        assertThat(Files.getAttribute(directory.resolve("fifo"), "unix:ino")).isNotEqualTo(before);
        first.close();
    }

    @Test
    void another_slot_is_made_when_it_is_chosen() throws Exception {
        start("zero", "one");
        assertThat(directory.resolve("one")).doesNotExist();
        write("zero", "1c");
        await("chainReload");
        while (!Files.exists(directory.resolve("one"))) {
            Thread.onSpinWait();
        }
        write("one", "p");
        await("chainReload", "togglePause");
    }

    @Test
    void is_made_again_when_somebody_removes_it() throws Exception {
        start("fifo");
        Files.delete(directory.resolve("fifo"));
        fifo.onTick();
        while (!Files.exists(directory.resolve("fifo"))) {
            Thread.onSpinWait();
        }
        write("fifo", "w");
        await("reloadWorkers true");
    }

    @Test
    void ends_the_instance_when_it_cannot_be_made_at_the_start() {
        start("missing/fifo");

        assertThat(context.control().orders()).containsExactly("abort 1");
        assertThat(context.log().lines())
                .containsExactly(
                        "ERROR cannot create master fifo " + directory.resolve("missing/fifo") + ": no such directory");
    }

    @Test
    void waits_for_a_folder_that_comes_back() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        start("folder/fifo");
        Files.delete(folder.resolve("fifo"));
        Files.delete(folder);
        fifo.onTick();
        while (context.log().lines().stream().noneMatch(line -> line.contains("no such directory"))) {
            Thread.onSpinWait();
        }
        Files.createDirectory(folder);
        fifo.onTick();
        while (!Files.exists(folder.resolve("fifo"))) {
            Thread.onSpinWait();
        }
        write("folder/fifo", "s");
        await("logCounters");
    }
}
