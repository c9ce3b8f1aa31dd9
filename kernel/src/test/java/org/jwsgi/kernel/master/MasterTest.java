package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.testing.Instance;
import org.jwsgi.kernel.testing.TestMasterMain;

/** Real masters with real workers. */
@Timeout(120)
class MasterTest {
    @TempDir
    Path directory;

    private Instance start(String... options) throws IOException {
        return Instance.start(TestMasterMain.class, directory, options);
    }

    private static int firstWorker(Instance instance) throws InterruptedException {
        int pid = Instance.pidIn(instance.await("spawned jwsgi worker 1 ("));
        instance.await("all workers accept");
        return pid;
    }

    @Test
    void starts_workers_and_ends_on_sigint() throws Exception {
        try (Instance instance = start("processes=2", "threads=3")) {
            instance.await("mapped ");
            instance.await("*** Operational MODE: preforking+threaded ***");
            instance.await("*** processes = 2 without master");
            instance.await("spawned jwsgi master process (pid: " + instance.pid() + ")");
            assertThat(instance.await("spawned jwsgi worker 1 (")).endsWith(", cores: 3)");
            instance.await("spawned jwsgi worker 2 (");
            instance.await("all workers accept");
            instance.signal("INT");
            instance.await("SIGINT/SIGTERM received...killing workers...");
            instance.await(" buried after ");
            instance.await(" buried after ");
            instance.await("service closes");
            instance.await("goodbye to jwsgi.");
            instance.await("vacuum");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void respawns_a_killed_worker() throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.signal(worker, "KILL");
            instance.await("DAMN ! worker 1 (pid: " + worker + ") died, killed by signal 9 :( trying respawn ...");
            int successor = Instance.pidIn(instance.await("Respawned jwsgi worker 1 (new "));
            assertThat(successor).isNotEqualTo(worker);
            instance.await("traffic starts");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, '... monitored exception detected, respawning worker 1 (pid: '",
        "173, '...restoring worker 1 (pid: '",
        "30, 'DAMN ! worker 1 (pid: '",
        "22, 'OOPS ! failed loading app in worker 1 (pid '",
        "0, 'DAMN ! worker 1 (pid: '",
    })
    void respawns_after_an_exit_code(int code, String line) throws Exception {
        try (Instance instance = start("master=1")) {
            firstWorker(instance);
            instance.order("worker1", "exit " + code);
            instance.await(line);
            instance.await("Respawned jwsgi worker 1 (new ");
        }
    }

    @Test
    void respawns_quietly_after_code_29() throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.order("worker1", "exit 29");
            instance.await("Respawned jwsgi worker 1 (new ");
            assertThat(instance.lines())
                    .noneMatch(line -> line.contains("pid: " + worker) && !line.startsWith("spawned"));
        }
    }

    @Test
    void leaves_a_worker_down_after_code_15() throws Exception {
        try (Instance instance = start("master=1", "processes=2")) {
            firstWorker(instance);
            instance.order("worker1", "exit 15");
            instance.await("worker 1 asked for cheap mode (pid: ");
            instance.await("jwsgi worker 1 cheaped.");
            instance.order("master", "snapshot");
            assertThat(instance.await("InstanceSnapshot")).contains("status=cheap");
            instance.signal("INT");
            assertThat(instance.end()).isZero();
            assertThat(instance.lines()).noneMatch(line -> line.startsWith("Respawned"));
        }
    }

    @Test
    void reloads_brutally_after_code_31() throws Exception {
        try (Instance instance = start("master=1")) {
            firstWorker(instance);
            instance.order("worker1", "exit 31");
            instance.await("!!! inconsistent state reported by worker 1 (pid: ");
            instance.await("...brutally killing workers...");
            instance.await("gracefully (RE)spawned jwsgi master process (pid: " + instance.pid() + ")");
        }
    }

    @Test
    void ends_with_22_when_a_needed_app_is_missing() throws Exception {
        try (Instance instance = start("master=1", "need-app=1", "exit-at-start=22")) {
            instance.await("OOPS ! failed loading app in worker 1 (pid ");
            instance.await("need-app requested, destroying the instance...");
            assertThat(instance.end()).isEqualTo(22);
        }
    }

    @Test
    void slows_down_when_workers_die_too_fast() throws Exception {
        try (Instance instance = start("master=1", "exit-at-start=1", "check-interval=1000", "forkbomb-delay=1")) {
            instance.await("worker respawning too fast !!! i have to sleep a bit (1 seconds)...");
            assertThat(instance.lines())
                    .filteredOn(line -> line.startsWith("Respawned"))
                    .hasSize(2);
            instance.await("Respawned jwsgi worker 1 (new ");
            instance.signal("INT");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void ends_workers_when_the_master_is_killed() throws Exception {
        try (Instance instance = start("master=1", "processes=2")) {
            int idle = firstWorker(instance);
            ProcessHandle idleWorker = ProcessHandle.of(idle).orElseThrow();
            instance.order("worker2", "busy");
            instance.await("did busy");
            instance.signal("KILL");
            instance.await("screams: UAAAAAAH my master disconnected: i will kill myself !!!");
            instance.await("screams: UAAAAAAH my master disconnected: i will kill myself !!!");
            idleWorker.onExit().join();
            instance.order("worker2", "free");
            instance.end(); // the output ends with the last worker
            assertThat(instance.lines())
                    .filteredOn(line -> line.equals("traffic drains"))
                    .hasSize(1);
        }
    }

    @Test
    void ends_busy_workers_at_once_with_no_orphans() throws Exception {
        try (Instance instance = start("master=1", "no-orphans=1")) {
            firstWorker(instance);
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.signal("KILL");
            instance.end();
            assertThat(instance.lines()).contains("traffic closes").doesNotContain("traffic drains");
        }
    }

    @Test
    void reload_keeps_the_pid_and_the_sockets_and_lets_requests_finish() throws Exception {
        try (Instance instance = start("master=1")) {
            String listener = instance.await("listener ");
            int worker = firstWorker(instance);
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.signal("HUP");
            instance.await("...gracefully killing workers...");
            instance.await("Gracefully killing worker 1 (pid: " + worker + ")...");
            instance.await("traffic drains");
            instance.order("worker1", "free");
            instance.await("worker 1 buried after ");
            instance.await("service closes");
            instance.await("binary reloading jwsgi...");
            assertThat(instance.await("listener ")).isEqualTo(listener);
            instance.await("gracefully (RE)spawned jwsgi master process (pid: " + instance.pid() + ")");
            instance.await("all workers accept");
            instance.signal("HUP");
            instance.await("gracefully (RE)spawned jwsgi master process (pid: " + instance.pid() + ")");
            instance.await("all workers accept");
            instance.signal("INT");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void a_broken_configuration_does_not_take_the_service_down() throws Exception {
        try (Instance instance = start("master=1")) {
            firstWorker(instance);
            Files.createFile(directory.resolve("broken"));
            instance.signal("HUP");
            instance.await("cannot reload: the configuration is broken; the running instance stays as it is");
            instance.order("worker1", "busy");
            instance.await("did busy");
            assertThat(instance.lines()).noneMatch(line -> line.startsWith("...gracefully"));
            Files.delete(directory.resolve("broken"));
            instance.order("worker1", "free");
            instance.signal("HUP");
            instance.await("gracefully (RE)spawned");
        }
    }

    @Test
    void kills_a_worker_that_takes_too_long_to_end() throws Exception {
        try (Instance instance = start("master=1", "worker-reload-mercy=1")) {
            int worker = firstWorker(instance);
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.signal(worker, "STOP");
            instance.signal("HUP");
            instance.await("worker 1 (pid: " + worker + ") is taking too much time to die...NO MERCY !!!");
            instance.await("worker 1 buried after ");
            instance.await("gracefully (RE)spawned");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,", "QUIT, die-on-term=1"})
    void reloads_brutally_on(String signal, String option) throws Exception {
        try (Instance instance = option == null ? start("master=1") : start("master=1", option)) {
            firstWorker(instance);
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.signal(signal);
            instance.await("...brutally killing workers...");
            instance.await("gracefully (RE)spawned jwsgi master process (pid: " + instance.pid() + ")");
            assertThat(instance.lines()).doesNotContain("traffic drains");
        }
    }

    @ParameterizedTest
    @CsvSource({"QUIT,", "TERM, die-on-term=1"})
    void ends_on(String signal, String option) throws Exception {
        try (Instance instance = option == null ? start("master=1") : start("master=1", option)) {
            firstWorker(instance);
            instance.signal(signal);
            instance.await("goodbye to jwsgi.");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void exit_on_reload_ends_instead() throws Exception {
        try (Instance instance = start("master=1", "exit-on-reload=1")) {
            firstWorker(instance);
            instance.signal("HUP");
            instance.await("jwsgi: GAME OVER (insert coin)");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void lazy_reloads_the_workers_only() throws Exception {
        try (Instance instance = start("master=1", "lazy=1")) {
            int worker = firstWorker(instance);
            instance.signal("HUP");
            instance.await("worker 1 killed successfully (pid: " + worker + ")");
            instance.await("Respawned jwsgi worker 1 (new ");
            instance.await("traffic starts");
            instance.signal("INT");
            assertThat(instance.end()).isZero();
            assertThat(instance.lines()).noneMatch(line -> line.startsWith("binary reloading"));
        }
    }

    @Test
    void a_worker_may_leave_by_itself() throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.order("worker1", "leave");
            instance.await("...The work of process " + worker + " is done. Seeya!");
            instance.await("worker 1 killed successfully (pid: " + worker + ")");
            instance.await("Respawned jwsgi worker 1 (new ");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM", "INT"})
    void a_worker_that_is_signalled_ends_with_30(String signal) throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.signal(worker, signal);
            instance.await("DAMN ! worker 1 (pid: " + worker + ") died :( trying respawn ...");
        }
    }

    @Test
    void a_worker_dumps_its_threads_on_sigquit_and_lives() throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.signal(worker, "QUIT");
            instance.await("Full thread dump");
            instance.signal(worker, "USR1");
            instance.await("worker 1 total requests: 0");
            instance.await("\tapp 0 [/mounted] requests: 0 exceptions: 0");
        }
    }

    @Test
    void pauses_resumes_and_counts() throws Exception {
        try (Instance instance = start("master=1")) {
            firstWorker(instance);
            instance.signal("TSTP");
            instance.await("*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***");
            instance.await("*** worker 1 suspended ***");
            instance.order("master", "snapshot");
            assertThat(instance.await("InstanceSnapshot")).contains("status=pause");
            instance.signal("TSTP");
            instance.await("*** (SIGTSTP received) resuming workers ***");
            instance.await("*** worker 1 resumed ***");
            instance.signal("WINCH");
            instance.signal("USR1");
            instance.await("master = true");
            instance.await("\tworkers total requests: 0");
            instance.await("\tworker 1 app 0 [/mounted] requests: 0 exceptions: 0");
        }
    }

    @Test
    void a_picture_shows_what_busy_workers_run() throws Exception {
        try (Instance instance = start("master=1")) {
            int worker = firstWorker(instance);
            instance.order("worker1", "busy");
            instance.await("did busy");
            instance.order("master", "snapshot");
            assertThat(instance.await("InstanceSnapshot"))
                    .contains("vars=[REQUEST_URI=/slow, PATH_INFO=/slow]")
                    .contains("status=busy")
                    .contains("pid=" + worker)
                    .contains("mountpoint=/mounted")
                    .contains("listenQueue=3")
                    .contains("respawnCount=1")
                    .contains("contributions={asked=yes}");
        }
    }

    @Test
    void children_find_their_descriptors_identity_and_a_clean_mask() throws Exception {
        Path work = Files.createDirectory(directory.resolve("work"));
        assumeThat(Credentials.uid()).as("only root may become somebody else").isZero();
        try (Instance instance = Instance.startForAll(
                TestMasterMain.class, directory, "master=1", "describe=1", "uid=65534", "gid=65534", "chdir=" + work)) {
            int worker = Instance.pidIn(instance.await("spawned jwsgi worker 1 ("));
            String line = instance.await("worker 1: cwd=");
            assertThat(line)
                    .contains("cwd=" + work + " ")
                    .contains("Uid:,65534,65534,65534,65534")
                    .contains("Gid:,65534,65534,65534,65534")
                    .contains("Groups:,4 ")
                    .contains("SigBlk:,0000000000000000")
                    .contains("fd3=socket:")
                    .contains("fd4=/memfd:jwsgi-scoreboard")
                    .contains("fd5=/memfd:jwsgi-config")
                    .contains("fd6=/memfd:test-listener")
                    .contains("variable=seen");
            assertThat(instance.await("all workers accept")).endsWith("Uid:,65534,65534,65534,65534");
            instance.signal(worker, "KILL");
            assertThat(instance.await("worker 1: cwd=")).contains("Uid:,65534,65534,65534,65534");
        }
    }

    @Test
    void a_service_that_fails_to_start_ends_the_start() throws Exception {
        try (Instance instance =
                start("master=1", "service-fails=1", "pidfile=" + directory.resolve("p"), "vacuum=1")) {
            int worker = Instance.pidIn(instance.await("spawned jwsgi worker 1 ("));
            instance.await("service closes");
            instance.await("error: asking: cannot bind /x: no such file or directory");
            assertThat(instance.end()).isEqualTo(1);
            assertThat(ProcessHandle.of(worker)).isEmpty();
            assertThat(directory.resolve("p")).doesNotExist();
        }
    }

    @Test
    void writes_and_vacuums_pidfiles() throws Exception {
        try (Instance instance =
                start("master=1", "pidfile=a", "pidfile2=b", "safe-pidfile=c", "safe-pidfile2=d", "vacuum=1")) {
            firstWorker(instance);
            for (String name : new String[] {"a", "b", "c", "d"}) {
                assertThat(directory.resolve(name)).hasContent(instance.pid() + "\n");
            }
            Files.delete(directory.resolve("a"));
            instance.signal("HUP");
            instance.await("gracefully (RE)spawned");
            instance.await("all workers accept");
            assertThat(directory.resolve("a")).doesNotExist();
            assertThat(directory.resolve("c")).exists();
            instance.signal("INT");
            instance.await("VACUUM: pidfile2 removed.");
            instance.await("VACUUM: safe pidfile removed.");
            instance.await("VACUUM: safe pidfile2 removed.");
            assertThat(instance.end()).isZero();
            assertThat(directory.resolve("b")).doesNotExist();
        }
    }

    @Test
    void vacuums_no_pidfile_that_another_process_has_written_since() throws Exception {
        try (Instance instance = start("master=1", "pidfile=a", "safe-pidfile=c", "vacuum=1")) {
            firstWorker(instance);
            Files.writeString(directory.resolve("c"), "1" + instance.pid() + "\n");
            instance.signal("INT");
            instance.await("VACUUM: pidfile removed.");
            assertThat(instance.end()).isZero();
            assertThat(directory.resolve("a")).doesNotExist();
            assertThat(directory.resolve("c")).hasContent("1" + instance.pid() + "\n");
        }
    }

    @Test
    void a_daemon_outlives_its_starter() throws Exception {
        try (Instance instance = start("master=1", "daemonize=1", "safe-pidfile=pid")) {
            int daemon = Instance.pidIn(instance.await("spawned jwsgi master process"));
            assertThat(daemon).isNotEqualTo(instance.pid());
            instance.await("all workers accept");
            assertThat(instance.starterEnds()).isZero();
            assertThat(directory.resolve("pid")).hasContent(daemon + "\n");
            instance.signal(daemon, "HUP");
            instance.await("gracefully (RE)spawned jwsgi master process (pid: " + daemon + ")");
            instance.await("all workers accept");
            instance.signal(daemon, "INT");
            instance.await("goodbye to jwsgi.");
            assertThat(instance.end()).isZero();
        }
    }

    @Test
    void the_starter_of_a_daemon_tells_that_it_failed() throws Exception {
        try (Instance instance = start("master=1", "daemonize=1", "need-app=1", "exit-at-start=22")) {
            instance.await("need-app requested");
            assertThat(instance.end()).isEqualTo(22);
        }
    }
}
