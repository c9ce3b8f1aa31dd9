package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vassals whose configurations are in real stores, from their entry to a request that they answer, and to their end. */
class EmperorStoresIT {
    @TempDir
    Path directory;

    private static String config(int port, String procname) {
        return "[uwsgi]\nhttp-socket = 127.0.0.1:" + port + "\njwsgi = " + Programs.app("Probe") + "\nprocname = "
                + procname + "\n";
    }

    /** Changes a store. */
    private interface Store {
        void put(String name, String config) throws Exception;

        void remove(String name) throws Exception;
    }

    /** Follows one vassal through its life in a store. */
    private static void govern(ServerProcess emperor, String name, Store store) throws Exception {
        int port = Programs.freePort();
        String ready = "[emperor] vassal " + name + " is ready to accept requests";
        store.put(name, config(port, "first"));
        emperor.awaitLine(ready);
        long pid = Long.parseLong(HttpClient.get(port, "/pid").text());
        assertThat(title(pid)).startsWith("first");
        store.put(name, config(port, "second"));
        emperor.awaitLine("[emperor] reload the jwsgi instance " + name);
        emperor.awaitLines(ready, 2);
        assertThat(HttpClient.get(port, "/pid").text()).isEqualTo(Long.toString(pid));
        assertThat(title(pid)).startsWith("second");
        store.remove(name);
        emperor.awaitLine("[emperor] removed jwsgi instance " + name);
        ServerProcess.awaitGone(pid);
    }

    private static String title(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
    }

    @Test
    void redis_and_a_message_queue() throws Exception {
        Programs.require("redis-server", "redis-server");
        Programs.require("redis-cli", "redis-tools");
        int redisPort = Programs.freePort();
        int queuePort = Programs.freePort();
        List<String> command = List.of(
                "redis-server", "--port", "" + redisPort, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        try (ServerProcess redis = ServerProcess.start(directory, Map.of(), command)) {
            redis.awaitLine("eady to accept connections");
            try (ServerProcess emperor = ServerProcess.jwsgi(
                    directory,
                    "--emperor",
                    "redis://127.0.0.1:" + redisPort,
                    "--emperor",
                    "zmq://tcp://127.0.0.1:" + queuePort)) {
                emperor.awaitLine("*** starting jwsgi Emperor ***");
                govern(emperor, "redis.ini", redis(redisPort));
                ProcessLook.await("the queue is open", () -> isOpen(queuePort));
                try (ZeromqPusher pusher = new ZeromqPusher(queuePort)) {
                    govern(emperor, "queue.ini", queue(pusher));
                }
                emperor.signal("TERM");
                assertThat(emperor.awaitExit()).isZero();
            }
        }
    }

    private static boolean isOpen(int port) {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Store redis(int port) {
        return new Store() {
            private void ask(String... words) throws Exception {
                List<String> command = new ArrayList<>(List.of("redis-cli", "-e", "-p", "" + port));
                command.addAll(List.of(words));
                run(command.toArray(String[]::new));
            }

            @Override
            public void put(String name, String config) throws Exception {
                ask("HSET", "vassals:" + name, "config", config);
                ask("SADD", "vassals", name);
                ask("PUBLISH", "vassals", name);
            }

            @Override
            public void remove(String name) throws Exception {
                ask("SREM", "vassals", name);
            }
        };
    }

    private static Store queue(ZeromqPusher pusher) {
        return new Store() {
            @Override
            public void put(String name, String config) throws Exception {
                pusher.send("touch", name, config);
            }

            @Override
            public void remove(String name) throws Exception {
                pusher.send("destroy", name);
            }
        };
    }

    @Test
    void postgresql() throws Exception {
        Path programs = postgresqlPrograms();
        boolean root = "root".equals(System.getProperty("user.name"));
        Path home = Files.createDirectory(directory.resolve("postgres"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (root) {
            Files.setOwner(
                    home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        List<String> user = root ? List.of("setpriv", "--reuid", "nobody", "--clear-groups") : List.of();
        String data = home.resolve("data").toString();
        List<String> init = new ArrayList<>(user);
        init.addAll(List.of(programs.resolve("initdb").toString(), "-D", data, "-U", "tester", "-A", "trust", "-N"));
        run(init.toArray(String[]::new));
        String port = Integer.toString(Programs.freePort());
        List<String> server = new ArrayList<>(user);
        server.addAll(List.of(
                programs.resolve("postgres").toString(), "-F", "-h", "127.0.0.1", "-k", data, "-p", port, "-D", data));
        try (ServerProcess postgres = ServerProcess.start(home, Map.of(), server)) {
            postgres.awaitLine("database system is ready to accept connections");
            Store store = postgresql(programs, port);
            try (ServerProcess emperor = ServerProcess.jwsgi(
                    directory, "--emperor", "pg://host=127.0.0.1 port=" + port + " user=tester dbname=postgres")) {
                emperor.awaitLine("*** starting jwsgi Emperor ***");
                govern(emperor, "row.ini", store);
                emperor.signal("TERM");
                assertThat(emperor.awaitExit()).isZero();
            }
            postgres.signal("INT");
            assertThat(postgres.awaitExit()).isZero();
        }
    }

    private static Path postgresqlPrograms() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        Optional<Path> newest = Optional.empty();
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(versions)) {
                for (Path version : found) {
                    Path bin = version.resolve("bin");
                    if (Files.isExecutable(bin.resolve("initdb"))) {
                        newest =
                                newest.filter(known -> known.compareTo(bin) > 0).or(() -> Optional.of(bin));
                    }
                }
            }
        }
        if (newest.isEmpty()) {
            System.err.println("SKIPPED: PostgreSQL is not installed (Debian package postgresql)");
            abort("PostgreSQL is not installed (Debian package postgresql)");
        }
        return newest.orElseThrow();
    }

    private static Store postgresql(Path programs, String port) throws Exception {
        Store store = new Store() {
            private void ask(String sql, String name, String config) throws Exception {
                Path script = Files.writeString(Files.createTempFile("vassal", ".sql"), sql);
                try {
                    run(
                            programs.resolve("psql").toString(),
                            "-h",
                            "127.0.0.1",
                            "-p",
                            port,
                            "-U",
                            "tester",
                            "-d",
                            "postgres",
                            "-q",
                            "-v",
                            "ON_ERROR_STOP=1",
                            "-v",
                            "name=" + name,
                            "-v",
                            "config=" + config,
                            "-f",
                            script.toString());
                } finally {
                    Files.delete(script);
                }
            }

            @Override
            public void put(String name, String config) throws Exception {
                ask("""
                        CREATE TABLE IF NOT EXISTS vassals (name text PRIMARY KEY, config text, ts timestamptz);
                        INSERT INTO vassals VALUES (:'name', :'config', clock_timestamp())
                            ON CONFLICT (name) DO UPDATE SET config = EXCLUDED.config, ts = EXCLUDED.ts;
                        NOTIFY vassals;
                        """, name, config);
            }

            @Override
            public void remove(String name) throws Exception {
                ask("DELETE FROM vassals WHERE name = :'name'; NOTIFY vassals;", name, "");
            }
        };
        return store;
    }
}
