package org.jwsgi.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.minidev.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of jwsgi under a real uWSGI Emperor, beside a real uWSGI instance. */
class VassalIT {
    private static final String PROBE = "jwsgi = " + Programs.app("Probe");

    @TempDir
    Path directory;

    @Test
    void an_emperor_sees_no_difference_to_a_real_vassal() throws Exception {
        try (RealEmperor emperor = RealEmperor.start(directory)) {
            Map<String, Integer> ports = new TreeMap<>();
            for (String name : List.of("sole.ini", "master.ini", "uwsgi.ini")) {
                ports.put(name, Programs.freePort());
            }
            String python = Files.writeString(directory.resolve("app.py"), """
                    def application(env, start_response):
                        start_response('200 OK', [])
                        return [b'python']
                    """).toString();
            emperor.add("sole.ini", PROBE, "http-socket = 127.0.0.1:" + given(ports, "sole.ini"), "heartbeat = 1");
            emperor.add(
                    "master.ini",
                    PROBE,
                    "http-socket = 127.0.0.1:" + given(ports, "master.ini"),
                    "heartbeat = 1",
                    "master = true",
                    "lazy = true"); // lazy is no excuse towards an Emperor
            emperor.add(
                    "uwsgi.ini",
                    "plugin = python3",
                    "wsgi-file = " + python,
                    "http-socket = 127.0.0.1:" + given(ports, "uwsgi.ini"),
                    "heartbeat = 1");
            Map<String, Long> pids = new TreeMap<>();
            for (String name : ports.keySet()) {
                JSONObject fresh = emperor.await(name, vassal -> is(vassal, "accepting", 1));
                assertThat(number(fresh, "ready")).as(name).isEqualTo(1);
                assertThat(number(fresh, "loyal")).as(name).isZero();
                pids.put(name, number(fresh, "pid"));
                assertThat(HttpClient.get(given(ports, name), "/").status()).isEqualTo(200);
                emperor.await(name, vassal -> is(vassal, "loyal", 1) && number(vassal, "last_heartbeat") > 0);
            }
            assertThat(ProcessHandle.of(given(pids, "sole.ini")).orElseThrow().children())
                    .isEmpty();
            assertThat(Files.readString(Path.of("/proc/" + pids.get("sole.ini") + "/maps"), ISO_8859_1))
                    .as("a vassal starts from the archive made for vassals")
                    .contains("-vassal.aot");
            Map<String, Object> served = states(emperor, "uwsgi.ini");
            assertThat(states(emperor, "sole.ini")).isEqualTo(served);
            assertThat(states(emperor, "master.ini")).isEqualTo(served);

            for (String name : ports.keySet()) {
                emperor.touch(name);
            }
            for (String name : ports.keySet()) {
                JSONObject again =
                        emperor.await(name, vassal -> is(vassal, "respawns", 1) && is(vassal, "accepting", 1));
                assertThat(number(again, "pid")).as(name).isEqualTo(given(pids, name));
                assertThat(HttpClient.get(given(ports, name), "/").status()).isEqualTo(200);
            }
            Map<String, Object> reloaded = states(emperor, "uwsgi.ini");
            assertThat(reloaded).containsEntry("ready", 0);
            assertThat(states(emperor, "sole.ini")).isEqualTo(reloaded);
            assertThat(states(emperor, "master.ini")).isEqualTo(reloaded);

            for (String name : ports.keySet()) {
                emperor.remove(name);
            }
            for (String name : ports.keySet()) {
                emperor.awaitGone(name);
                ServerProcess.awaitGone(given(pids, name));
            }
            assertThat(emperor.process().count("received message 1 from emperor"))
                    .isEqualTo(3);
            assertThat(emperor.process().count("received message 0 from emperor"))
                    .isEqualTo(3);
            assertThat(emperor.process().count("lost connection with my emperor"))
                    .isZero();
        }
    }

    @Test
    void a_vassal_whose_workers_hang_is_replaced_and_an_emperor_takes_all_with_it() throws Exception {
        try (RealEmperor emperor = RealEmperor.start(directory, "--emperor-required-heartbeat=4")) {
            emperor.add("sole.ini", PROBE, "http-socket = 127.0.0.1:0", "heartbeat = 1");
            emperor.add("master.ini", PROBE, "http-socket = 127.0.0.1:0", "heartbeat = 1", "master = true");
            emperor.add("silent.ini", PROBE, "http-socket = 127.0.0.1:0");
            List<Long> living = new ArrayList<>();
            for (String name : List.of("sole.ini", "master.ini")) {
                long pid = number(emperor.await(name, vassal -> number(vassal, "last_heartbeat") > 0), "pid");
                long serving = name.equals("sole.ini") ? pid : onlyChild(pid);
                ServerProcess.signal(serving, "STOP");
                emperor.process().awaitLine(name + " sent no heartbeat in last 4 seconds, brutally respawning it");
                ServerProcess.signal(serving, "CONT"); // a stopped worker does not hear that its master is gone
                JSONObject next =
                        emperor.await(name, vassal -> number(vassal, "pid") != pid && is(vassal, "accepting", 1));
                living.add(number(next, "pid"));
            }
            JSONObject silent = emperor.await("silent.ini", vassal -> is(vassal, "accepting", 1));
            assertThat(number(silent, "last_heartbeat")).isZero();
            living.add(number(silent, "pid"));
            living.add(onlyChild(living.get(1)));

            emperor.process().signal("KILL");
            for (long pid : living) {
                ServerProcess.awaitGone(pid);
            }
        }
    }

    @Test
    void configurations_come_from_the_emperor_and_the_newest_one_counts() throws Exception {
        String first = "[uwsgi]\\nhttp-socket = 127.0.0.1:0\\nhook-emperor-reload = print:reload asked"
                + "\\nhook-emperor-lost = print:left alone\\nhook-accepting1 = print:version ";
        try (ServerProcess emperor = emperor(first + "one", "--ini", "emperor://remote")) {
            emperor.awaitLine("version one");
            emperor.awaitLine("told 5");
            emperor.say("send 77");
            emperor.awaitLine("received message 77 from emperor");
            for (String version : List.of("two", "three")) {
                emperor.say("reply " + first + version);
                emperor.say("send 1");
                emperor.awaitLine("version " + version);
            }
            emperor.awaitLines("told 5", 3);
            assertThat(emperor.count("told 1")).isEqualTo(1);
            assertThat(emperor.count("told 2")).isEqualTo(2);
            assertThat(emperor.lines()).filteredOn("reload asked"::equals).hasSize(2);
            emperor.say("reply [uwsgi]\\nprocesses = many");
            emperor.say("send 1");
            emperor.awaitLine("the running instance stays as it is");
            emperor.say("close");
            emperor.awaitLine("lost connection with my emperor !!!");
            emperor.awaitLine("left alone");
            emperor.awaitLine("ended 1");
        }
    }

    @Test
    void a_vassal_that_is_given_nonsense_says_so_and_ends() throws Exception {
        try (ServerProcess emperor = emperor("", "--ini", "emperor://remote")) {
            emperor.say("raw GET / HTTP/1.0");
            emperor.awaitLine("[jwsgi-vassal] error reading config header from emperor://remote: it begins with 71");
            emperor.awaitLine("ended 1");
        }
        try (ServerProcess server =
                ServerProcess.jwsgi(directory, Map.of("UWSGI_EMPEROR_FD", "77"), "--http-socket=127.0.0.1:0")) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine("cannot use descriptor 77 of UWSGI_EMPEROR_FD to talk to an Emperor: it is not open");
        }
    }

    @Test
    void a_vassal_on_demand_sleeps_when_it_is_idle_and_wakes_again() throws Exception {
        int port = Programs.freePort();
        try (RealEmperor emperor = RealEmperor.start(directory, "--emperor-on-demand-ext=.socket")) {
            Files.writeString(emperor.folder().resolve("lazy.ini.socket"), "127.0.0.1:" + port + "\n");
            emperor.add("lazy.ini", PROBE, "protocol = http", "idle = 1", "die-on-idle = true");
            for (int round = 1; round <= 2; round++) {
                emperor.await("lazy.ini", vassal -> number(vassal, "pid") == -1);
                assertThat(HttpClient.get(port, "/").status()).isEqualTo(200);
                emperor.process().awaitLines("bringing back instance lazy.ini to on-demand mode", round);
            }
        }
    }

    private ServerProcess emperor(String config, String... arguments) throws Exception {
        Programs.require("python3", "python3");
        List<String> command = new ArrayList<>(List.of(
                "python3",
                ServerProcess.root()
                        .resolve("integration-tests/src/test/apps/emperor.py")
                        .toString(),
                config,
                ServerProcess.distribution().resolve("bin/jwsgi").toString()));
        command.addAll(List.of(arguments));
        return ServerProcess.start(directory, Map.of(), command);
    }

    private static <T> T given(Map<String, T> all, String name) {
        return requireNonNull(all.get(name), name);
    }

    private static Map<String, Object> states(RealEmperor emperor, String name) throws Exception {
        Map<String, Object> states = new TreeMap<>();
        emperor.vassal(name).orElseThrow().forEach((key, value) -> {
            if (List.of("id", "pid").contains(key)) {
                return;
            }
            boolean time = value instanceof Number moment && moment.longValue() > 1_000_000_000L;
            states.put(key, time ? "a time" : value);
        });
        return states;
    }

    private static long onlyChild(long pid) {
        List<Long> children = ProcessHandle.of(pid)
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .toList();
        assertThat(children).hasSize(1);
        return children.getFirst();
    }

    private static long number(JSONObject vassal, String key) {
        return RealEmperor.number(vassal, key);
    }

    private static boolean is(JSONObject vassal, String key, long value) {
        return number(vassal, key) == value;
    }
}
