package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.kernel.posix.LocalTime;

/** Runs {@link ServerLogProgram} in JVMs of its own and looks at what they leave behind. */
@Timeout(120)
class ServerLogTest {
    @TempDir
    Path folder;

    @Test
    void everything_that_a_process_and_its_children_write_goes_to_the_file() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "old\n");

        String output = run("redirect", file.toString());

        assertThat(output).isEqualTo("before\n");
        assertThat(file)
                .hasContent("from java\nfrom a logger\nfrom the request log\nfrom a child\nits errors\nfile Optional["
                        + file + "]\n");
    }

    @Test
    void a_new_file_is_for_the_owner_and_the_group_to_read() throws Exception {
        Path file = folder.resolve("log");
        run("redirect", file.toString());
        assertThat(mode(file)).isEqualTo("rw-r-----");
    }

    @Test
    void logfile_chmod_sets_the_mode_of_an_existing_file_too() throws Exception {
        Path file = Files.createFile(folder.resolve("log.chmod"));
        run("redirect", file.toString());
        assertThat(mode(file)).isEqualTo("rw----r--");
    }

    @Test
    void logto2_takes_over_when_told_to() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "old\n");
        assertThat(run("second", file.toString())).isEqualTo("before\n");
        assertThat(file).hasContent("old\nafter\n");
    }

    @Test
    void after_a_reload_the_file_is_neither_truncated_nor_opened_unless_log_reopen_says_so() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "old\n");
        assertThat(run("reload", file.toString())).isEqualTo("not opened again\n");
        assertThat(file).hasContent("old\nopened again\n");
    }

    @Test
    void a_file_that_cannot_be_opened_is_one_clear_error() throws Exception {
        assertThat(run("unwritable", "/no/such/folder/log"))
                .isEqualTo("ENVIRONMENT cannot open log file /no/such/folder/log: no such file or directory\n");
        assertThat(run("unwritable", folder.toString()))
                .isEqualTo("ENVIRONMENT cannot open log file " + folder + ": is a directory\n");
    }

    @Test
    void a_udp_target_receives_one_datagram_for_each_event() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            run("rotate", "127.0.0.1:" + receiver.getLocalPort());
            assertThat(receive(receiver)).isEqualTo("x".repeat(99) + "\n");
            assertThat(receive(receiver)).isEqualTo("y\n");
            assertThat(receive(receiver)).isEqualTo("new\n");
        }
    }

    @Test
    void a_file_larger_than_log_maxsize_is_rotated() throws Exception {
        Path file = folder.resolve("log");
        run("rotate", file.toString());

        String time = new String(LocalTime.ctime(1_795_256_377L), UTF_8);
        Path first = folder.resolve("log.1795256377");
        Path second = folder.resolve("log.1795256377-2");
        assertThat(first)
                .hasContent(
                        "x".repeat(99) + "\ny\n" + time + " - logsize: 102, triggering rotation to " + first + "...\n");
        assertThat(second)
                .hasContent("new\n" + "z".repeat(99) + "\n" + time + " - logsize: 104, triggering rotation to " + second
                        + "...\n");
        assertThat(file).hasContent("newest\n");
        assertThat(mode(file)).isEqualTo("rw-r-----");
    }

    @Test
    void log_backupname_names_the_rotated_file() throws Exception {
        Path file = folder.resolve("log");
        run("rotate-to", file.toString(), folder.resolve("backup").toString());
        assertThat(folder.resolve("backup")).content().startsWith("new\nzzz");
        assertThat(file).hasContent("newest\n");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void a_rotation_that_fails_is_told_once_and_loses_nothing() throws Exception {
        Path file = folder.resolve("log");
        run("rotate-to", file.toString(), "/no/such/folder/backup");

        assertThat(file)
                .hasContent("x".repeat(99) + "\ny\ncannot rotate log file " + file
                        + " to /no/such/folder/backup: no such file or directory\nnew\n" + "z".repeat(99)
                        + "\nnewest\n");
    }

    @Test
    void a_file_that_was_moved_away_is_opened_again() throws Exception {
        Path file = folder.resolve("log");
        run("reopen", file.toString());
        assertThat(folder.resolve("log.moved"))
                .hasContent("old\nstill old\n[1795256377] logsize: 14, triggering log-reopen...\n");
        assertThat(file).hasContent("[1795256377] " + file + " reopened.\nnew\n");
    }

    @Test
    void a_worker_follows_the_file_that_its_master_opened() throws Exception {
        Path file = folder.resolve("log");
        run("follow", file.toString());
        assertThat(folder.resolve("log.moved")).hasContent("one\ntwo\nthree\n");
        assertThat(file).hasContent("four\nfive\n");
    }

    @Test
    void who_listens_gets_every_line_whatever_other_listeners_do() throws Exception {
        Path heard = folder.resolve("heard");
        String output = run("tap", heard.toString());
        assertThat(heard).hasContent("from a logger\nfrom a child\nfrom java\n");
        assertThat(output)
                .containsSubsequence("from a logger\n", "from a child\n", "from java\n")
                .contains("it failed: java.lang.IllegalStateException: a mistake of a listener\n")
                .endsWith("after the end\n");
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                ServerLogProgram.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String receive(DatagramSocket receiver) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        receiver.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
