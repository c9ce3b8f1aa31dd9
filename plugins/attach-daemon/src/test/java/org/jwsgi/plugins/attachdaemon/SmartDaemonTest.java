package org.jwsgi.plugins.attachdaemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.child.FakeChildren.FakeChild;
import org.jwsgi.api.master.FakeMasterContext;

/** Pidfiles with the pids of real processes; the daemon's own process is a fake. */
class SmartDaemonTest {
    @TempDir
    Path directory;

    private final FakeMasterContext master = new FakeMasterContext();
    private final List<Process> processes = new ArrayList<>();
    private Path pidfile = Path.of("");

    @BeforeEach
    void namePidfile() {
        pidfile = directory.resolve("pid");
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    private long run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        return process.pid();
    }

    private SmartDaemon daemon(DetailedDaemon daemon) {
        return daemon(daemon, Runnable::run);
    }

    private SmartDaemon daemon(DetailedDaemon daemon, Executor files) {
        return new SmartDaemon(master, DaemonPlan.of(daemon, false), new Pidfile(pidfile), files, () -> 100);
    }

    private SmartDaemon daemon(String command) {
        return daemon(DetailedDaemon.ofPidfile(pidfile, 2, command));
    }

    private String log() {
        return String.join("\n", master.log().lines());
    }

    private FakeChild child() {
        return master.children().all().getFirst();
    }

    @Test
    void adopts_a_process_that_bears_the_name_of_its_command() throws Exception {
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, " " + pid + "\nmore");
        daemon("exec /usr/bin/sleep 1000").start();
        assertThat(log()).contains("found valid/active pidfile for \"exec /usr/bin/sleep 1000\" (pid: " + pid + ")");
        assertThat(child().starts()).isEmpty();
    }

    @Test
    void adopts_no_other_program_and_sends_it_nothing() throws Exception {
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, pid + "\n");
        SmartDaemon daemon = daemon("memcached -d -P " + pidfile);
        daemon.start();
        daemon.touched("file");
        daemon.end(false, Duration.ZERO);
        assertThat(log()).contains("names a process that is not \"memcached").contains("process: sleep 1000");
        assertThat(child().starts()).hasSize(1);
        assertThat(master.children().signals()).isEmpty();
    }

    @Test
    void adopts_no_process_that_is_younger_than_the_file() throws Exception {
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, pid + "\n");
        Files.setLastModifiedTime(pidfile, FileTime.from(Instant.now().minusSeconds(3600)));
        daemon("sleep 1000").start();
        assertThat(log()).contains("reason: it was started after the file was written");
        assertThat(child().starts()).hasSize(1);
    }

    @Test
    void adopts_whatever_an_earlier_master_recorded_but_not_its_successor_in_the_pid() throws Exception {
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, pid + "\n");
        ProcessIdentity identity = ProcessIdentity.of((int) pid).orElseThrow();
        new Pidfile(pidfile).remember(identity);
        daemon("something-else").start();
        assertThat(log()).contains("found valid/active pidfile");
        assertThat(new Pidfile(pidfile)
                        .look()
                        .remembers(new ProcessIdentity((int) pid, identity.started() + 1, identity.leadsGroup())))
                .isFalse();
    }

    @Test
    void adopts_any_process_when_told_so() throws Exception {
        Files.writeString(pidfile, run("sleep", "1000") + "\n");
        DetailedDaemon plain = DetailedDaemon.ofPidfile(pidfile, 2, "memcached");
        daemon(new DetailedDaemon(
                        plain.command(),
                        2,
                        plain.pidfile(),
                        false,
                        false,
                        List.of(),
                        15,
                        0,
                        false,
                        0,
                        0,
                        false,
                        plain.chdir(),
                        0,
                        true,
                        plain.name(),
                        plain.ready(),
                        plain.readyTimeout(),
                        DetailedDaemon.Adopt.ANY))
                .start();
        assertThat(log()).contains("found valid/active pidfile");
    }

    @Test
    void follows_a_daemon_that_forks_away_and_restarts_it_when_it_dies() throws Exception {
        SmartDaemon daemon = daemon("start-it");
        daemon.start();
        child().end(0);
        daemon.tick();
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, pid + "\n");
        daemon.tick();
        assertThat(log()).contains("found changed pid for \"start-it\"").contains("new_pid: " + pid + ")");
        daemon.tick();
        assertThat(child().starts()).hasSize(1);
        processes.getFirst().destroyForcibly().waitFor();
        daemon.tick();
        assertThat(child().starts()).hasSize(2);
    }

    @Test
    void starts_no_second_copy_when_the_pidfile_is_taken_away() throws Exception {
        Files.writeString(pidfile, run("sleep", "1000") + "\n");
        SmartDaemon daemon = daemon("sleep 1000");
        daemon.start();
        Files.delete(pidfile);
        daemon.tick();
        assertThat(child().starts()).isEmpty();
    }

    @Test
    void counts_the_checks_of_a_pidfile_that_never_comes() {
        SmartDaemon daemon = daemon("never");
        daemon.start();
        daemon.tick();
        assertThat(log()).doesNotContain("did not daemonize");
        daemon.tick();
        assertThat(log()).contains("\"never\" (pid: 1001) did not daemonize !!!");
        child().end(1);
        daemon.tick();
        daemon.tick();
        assertThat(log()).contains("found changed pidfile for \"never\" (old_pid: 1001 new_pid: -1)");
        assertThat(child().starts()).hasSize(2);
    }

    @Test
    void reads_its_pidfile_elsewhere_and_once_at_a_time() throws Exception {
        Files.writeString(pidfile, run("sleep", "1000") + "\n");
        Deque<Runnable> tasks = new ArrayDeque<>();
        SmartDaemon daemon = daemon(DetailedDaemon.ofPidfile(pidfile, 2, "sleep 1000"), tasks::add);
        daemon.start();
        assertThat(log()).isEmpty();
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(log()).contains("found valid/active pidfile");
        assertThat(directory).isDirectoryNotContaining("glob:**.jwsgi");
        tasks.remove().run();
        assertThat(directory).isDirectoryContaining("glob:**.jwsgi");
        daemon.tick();
        daemon.tick();
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(tasks).as("the record is there").isEmpty();
        daemon.tick();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void records_a_daemon_that_has_just_come_up_before_the_master_ends() throws Exception {
        Deque<Runnable> tasks = new ArrayDeque<>();
        SmartDaemon daemon = daemon(DetailedDaemon.ofPidfile(pidfile, 2, "start-it"), tasks::add);
        daemon.start();
        tasks.remove().run();
        long pid = run("sleep", "1000");
        Files.writeString(pidfile, pid + "\n");
        CompletableFuture<Void> end = daemon.end(true, Duration.ofDays(1));
        while (!tasks.isEmpty()) {
            assertThat(end).isNotDone();
            tasks.remove().run();
        }
        assertThat(end).isDone();
        assertThat(new Pidfile(pidfile)
                        .look()
                        .remembers(ProcessIdentity.of((int) pid).orElseThrow()))
                .isTrue();
    }

    @Test
    void does_not_wait_at_the_end_for_a_file_system_that_hangs() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        SmartDaemon daemon = daemon(DetailedDaemon.ofPidfile(pidfile, 2, "start-it"), tasks::add);
        daemon.start();
        assertThat(daemon.end(false, Duration.ofMillis(1)).orTimeout(60, TimeUnit.SECONDS))
                .succeedsWithin(Duration.ofSeconds(60));
        tasks.forEach(Runnable::run);
        assertThat(child().starts()).as("it is too late to start it").isEmpty();
    }

    @Test
    void a_thread_or_a_dead_process_is_no_daemon() throws Exception {
        assertThat(ProcessIdentity.of(0)).isEmpty();
        Path tasks = Path.of("/proc/self/task");
        int self = (int) ProcessHandle.current().pid();
        try (var threads = Files.list(tasks)) {
            int thread = threads.map(task -> Integer.parseInt(task.getFileName().toString()))
                    .filter(tid -> tid != self)
                    .findFirst()
                    .orElseThrow();
            assertThat(ProcessIdentity.of(thread)).isEmpty();
        }
        assertThat(ProcessIdentity.of(self)).isPresent();
    }
}
