package org.jwsgi.it;

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
