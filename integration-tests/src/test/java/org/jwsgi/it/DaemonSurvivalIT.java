package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of real daemons under each daemon option when the instance stops, reloads, or its master is killed. The table
 * in {@code docs/reference/daemon-survival.md} is what this test observes.
 */
class DaemonSurvivalIT {
    @TempDir
    Path directory;

    private final List<Long> started = new ArrayList<>();

    /** A program under an option. */
    private record Row(String program, String option, List<String> arguments, Path pidfile) {}

    @AfterEach
    void endSurvivors() {
        started.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private List<Row> rows(Path folder) throws Exception {
        Path slow = Files.writeString(folder.resolve("slow-starter"), """
                #!/bin/sh
                # Like a database: prepares for a while, then writes its pidfile and serves.
                sleep 0.5
                [ -z "$1" ] || echo $$ > "$1"
                exec tail -f /dev/null
                """);
        assertThat(slow.toFile().setExecutable(true)).isTrue();
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, String> program : Map.of(
                        "memcached", "memcached -u root -s %1$s",
                        "redis-server", "redis-server --port 0 --save '' --unixsocket %1$s",
                        "slow-starter", slow.toString())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            String name = program.getKey();
            String command = program.getValue();
            Path dumb = folder.resolve(name + "-dumb");
            rows.add(new Row(
                    name, "attach-daemon", List.of("--attach-daemon", "exec " + command.formatted(dumb)), Path.of("")));
            Path smart = folder.resolve(name + "-smart.pid");
            String own = command.formatted(folder.resolve(name + "-smart"))
                    + switch (name) {
                        case "memcached" -> " -d -P " + smart;
                        case "redis-server" -> " --daemonize yes --pidfile " + smart;
                        default -> " " + smart;
                    };
            rows.add(new Row(
                    name, "smart-attach-daemon", List.of("--smart-attach-daemon", smart + ",60 " + own), smart));
            Path smart2 = folder.resolve(name + "-smart2.pid");
            rows.add(new Row(
                    name,
                    "smart-attach-daemon2",
                    List.of(
                            "--smart-attach-daemon2",
                            smart2 + " exec " + command.formatted(folder.resolve(name + "-smart2"))),
                    smart2));
        }
        return rows;
    }

    private ServerProcess start(List<Row> rows) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--master", "--processes", "0", "--die-on-term", "--http-socket", "127.0.0.1:0"));
        rows.forEach(row -> arguments.addAll(row.arguments()));
        return ServerProcess.jwsgi(directory, arguments.toArray(String[]::new));
    }

    private Map<Row, Long> pids(List<Row> rows, ServerProcess server, int round) throws Exception {
        Map<Row, Long> pids = new LinkedHashMap<>();
        for (Row row : rows) {
            long pid;
            if (row.pidfile().toString().isEmpty()) {
                String command = row.arguments().get(1);
                pid = Long.parseLong(server.awaitLines("spawning \"" + command + "\"", round)
                        .replaceAll(".*\\(pid: (\\d+)\\).*", "$1"));
            } else {
                ProcessLook.await(
                        row.pidfile() + " is there",
                        () -> Files.exists(row.pidfile())
                                && !Files.readString(row.pidfile()).isBlank());
                pid = Long.parseLong(Files.readString(row.pidfile()).strip());
            }
            started.add(pid);
            pids.put(row, pid);
        }
        return pids;
    }

    /** Says what became of a process. One that has been told to end may take a moment. */
    private static String fate(Row row, long before, Optional<Long> after) throws Exception {
        boolean dumb = row.option().equals("attach-daemon");
        if (dumb) {
            ServerProcess.awaitGone(before);
        }
        if (ProcessHandle.of(before).filter(ProcessHandle::isAlive).isPresent()) {
            assertThat(after.orElse(before)).isEqualTo(before);
            return "survives";
        }
        return after.filter(pid ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
                .map(ignored -> "is started anew")
                .orElse("is ended");
    }

    @Test
    void what_survives_what() throws Exception {
        Programs.require("memcached", "memcached");
        Programs.require("redis-server", "redis-server");
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (String event : List.of("stop", "reload", "kill -9 of the master")) {
            List<Row> rows = rows(Files.createDirectories(directory.resolve(event.substring(0, 3))));
            try (ServerProcess server = start(rows)) {
                Map<Row, Long> before = pids(rows, server, 1);
                Optional<Map<Row, Long>> after = Optional.empty();
                switch (event) {
                    case "stop" -> {
                        server.signal("TERM");
                        ServerProcess.awaitGone(server.pid()); // survivors hold the output open
                    }
                    case "reload" -> {
                        server.signal("HUP");
                        server.awaitLines("found valid/active pidfile", 6);
                        after = Optional.of(pids(rows, server, 2));
                    }
                    default -> {
                        ServerProcess.signal(server.pid(), "KILL");
                        ServerProcess.awaitGone(server.pid());
                    }
                }
                for (Row row : rows) {
                    Optional<Long> successor = after.map(pids -> pids.get(row));
                    table.computeIfAbsent("| " + row.program() + " | `" + row.option() + "` |", _ -> new ArrayList<>())
                            .add(fate(row, Objects.requireNonNull(before.get(row)), successor));
                }
            }
            endSurvivors();
        }
        List<String> lines = new ArrayList<>();
        table.forEach((head, fates) -> lines.add(head + " " + String.join(" | ", fates) + " |"));
        List<String> documented =
                Files.readAllLines(ServerProcess.root().resolve("docs/reference/daemon-survival.md")).stream()
                        .filter(line -> line.contains("attach-daemon") && line.startsWith("| "))
                        .toList();
        assertThat(lines).containsExactlyElementsOf(documented);
    }
}
