package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import net.minidev.json.parser.JSONParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scheduled commands and URLs. What happens at which time is tested without waiting for it, in unit tests. */
class CronIT {
    @TempDir
    Path directory;

    private ServerProcess start(String... arguments) throws Exception {
        List<String> all = new java.util.ArrayList<>(
                List.of("--master", "--processes", "0", "--die-on-term", "--http-socket", "127.0.0.1:0"));
        all.addAll(List.of(arguments));
        return ServerProcess.jwsgi(directory, all.toArray(String[]::new));
    }

    @Test
    void runs_what_always_matches_at_once_and_kills_what_takes_too_long() throws Exception {
        try (ServerProcess server = start(
                "--stats",
                "127.0.0.1:0",
                "--stats-http",
                "--cron",
                "-1 -1 -1 -1 -1 echo ran in $(ps -o sid= -p $$) of $$ | tr -s ' '",
                "--unique-cron",
                "-1 -1 -1 -1 -1 sleep 1000; true",
                "--cron2",
                "minute=-1,harakiri=0,what=ever sleep 1001",
                "--cron-harakiri",
                "2")) {
            server.awaitLine("[jwsgi-cron] command \"sleep 1001\" registered as cron task");
            String running = server.awaitLine("[jwsgi-cron] running \"echo ran");
            String pid = running.replaceAll(".*\\(pid (\\d+)\\)", "$1");
            server.awaitLine("ran in " + pid + " of " + pid);
            server.awaitLine("running with pid " + pid + " exited after ");
            String slow = server.awaitLine("[jwsgi-cron] running \"sleep 1000; true\"")
                    .replaceAll(".*\\(pid (\\d+)\\)", "$1");
            int stats = Integer.parseInt(server.awaitLine("Stats server enabled on 127.0.0.1:")
                    .replaceAll(".*127\\.0\\.0\\.1:(\\d+) .*", "$1"));
            JSONObject tree = (JSONObject) new JSONParser(JSONParser.MODE_PERMISSIVE)
                    .parse(HttpClient.get(stats, "/").text());
            JSONArray crons = (JSONArray) Objects.requireNonNull(tree.get("crons"));
            assertThat(crons).hasSize(3);
            JSONObject unique = (JSONObject) crons.get(1);
            assertThat(unique.keySet())
                    .containsExactlyInAnyOrder(
                            "minute",
                            "hour",
                            "day",
                            "month",
                            "week",
                            "command",
                            "unique",
                            "legion",
                            "pid",
                            "started_at");
            assertThat(unique.getAsNumber("pid")).hasToString(slow);
            assertThat(unique.getAsNumber("unique")).hasToString("1");
            assertThat(((JSONObject) crons.get(0)).getAsNumber("pid")).hasToString("-1");
            server.awaitLine("*** HARAKIRI ON CRON \"sleep 1000; true\" (pid: " + slow + ") ***");
            server.awaitLine("running with pid " + slow + " exited after ");
            assertThat(server.count("HARAKIRI")).isEqualTo(1);
        }
    }

    @Test
    void a_running_command_outlives_a_reload_and_is_still_followed_and_not_repeated() throws Exception {
        String command = "exec sleep 1000";
        try (ServerProcess server = start("--cron", "-1 -1 -1 -1 -1 " + command, "--attach-daemon", "env")) {
            long pid = Long.parseLong(server.awaitLine("[jwsgi-cron] running \"" + command + "\"")
                    .replaceAll(".*\\(pid (\\d+)\\)", "$1"));
            server.signal("HUP");
            server.awaitLines("[jwsgi-cron] command \"" + command + "\" registered as cron task", 2);
            assertThat(ProcessHandle.of(pid)).get().matches(ProcessHandle::isAlive);
            ServerProcess.signal(pid, "KILL");
            ProcessLook.await(
                    "the new master has collected it",
                    () -> !Path.of("/proc/" + pid).toFile().exists());
            server.awaitLine("[jwsgi-cron] command \"" + command + "\" running with pid " + pid + " exited after ");
            assertThat(server.count("[jwsgi-cron] running")).isEqualTo(1);
            server.awaitLines("[env] UWSGI_RELOADS=1", 1);
            assertThat(server.count("JWSGI_HANDED_OVER")).isZero();
        }
    }

    @Test
    void fetches_a_url() throws Exception {
        CountDownLatch fetched = new CountDownLatch(1);
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        web.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/here");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        web.createContext("/here", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            fetched.countDown();
        });
        web.start();
        String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/moved";
        try (ServerProcess server = start("--curl-cron", "-1 -1 -1 -1 -1 " + url)) {
            assertThat(fetched.await(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            server.awaitLine("[jwsgi-cron] fetched \"" + url + "\" (status: 204, after: ");
            server.signal("TERM");
            assertThat(server.awaitExit()).isZero();
        } finally {
            web.stop(0);
        }
    }

    @Test
    void says_what_it_cannot_understand() throws Exception {
        for (List<String> mistake : List.of(
                List.of("--cron", "* * * * * x", "invalid cron syntax"),
                List.of("--cron2", "minute=1", "unable to parse cron definition: minute=1"),
                List.of("--legion-cron", "x", "invalid legion-cron syntax, must be prefixed with a legion name"),
                List.of("--curl-cron", "-1 -1 -1 -1 -1 x", "invalid curl-cron syntax, \"x\" is no HTTP address"))) {
            try (ServerProcess server = start(mistake.get(0), mistake.get(1))) {
                assertThat(server.awaitExit()).isEqualTo(1);
                assertThat(server.lines()).as(mistake.get(1)).anyMatch(line -> line.contains(mistake.get(2)));
            }
        }
    }
}
