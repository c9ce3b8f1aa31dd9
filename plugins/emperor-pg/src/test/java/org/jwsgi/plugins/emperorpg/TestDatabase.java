package org.jwsgi.plugins.emperorpg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL server of the test's own, as nobody when the test is root, which the server refuses to be. */
final class TestDatabase {
    private static final int ATTEMPTS = 5;

    private final Path programs;
    private final Path data;
    private final Path log;
    private int port;

    private TestDatabase(Path programs, Path directory) {
        this.programs = programs;
        this.data = directory.resolve("data");
        this.log = directory.resolve("log");
    }

    /** Returns where the newest server is installed; empty when there is none. */
    static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        Optional<Path> newest = Optional.empty();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(versions)) {
            for (Path version : found) {
                Path bin = version.resolve("bin");
                if (Files.isExecutable(bin.resolve("initdb"))) {
                    newest = newest.filter(known -> known.compareTo(bin) > 0).or(() -> Optional.of(bin));
                }
            }
        }
        return newest;
    }

    static TestDatabase start(Path programs, Path directory) throws Exception {
        if (isRoot()) {
            UserPrincipal nobody =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(directory, nobody);
        }
        TestDatabase database = new TestDatabase(programs, directory);
        assertThat(database.run("initdb", "-D", database.data.toString(), "-U", "tester", "-A", "trust", "-N"))
                .as(() -> database.logText())
                .isZero();
        database.begin();
        return database;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Starts the server on a free port; another program may have taken it meanwhile, so several times if need be. */
    private void begin() throws Exception {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            String settings = "-F -h 127.0.0.1 -k " + data + " -p " + port;
            if (run("pg_ctl", "start", "-w", "-t", "120", "-D", data.toString(), "-o", settings) == 0) {
                return;
            }
        }
        throw new AssertionError("PostgreSQL does not start: " + logText());
    }

    private String logText() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid", "nobody", "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as(program).isTrue();
        return process.exitValue();
    }

    String conninfo() {
        return "host=127.0.0.1 port=" + port + " user=tester password='top \\' secret' dbname=postgres";
    }

    int port() {
        return port;
    }

    void execute(String sql, Object... values) throws SQLException {
        try (Connection connection = PgAddress.parse(conninfo()).connect(60)) {
            if (values.length == 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
                return;
            }
            try (var statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                statement.execute();
            }
        }
    }

    void stop() throws Exception {
        run("pg_ctl", "stop", "-m", "immediate", "-D", data.toString());
    }
}
