package org.jwsgi.plugins.emperorpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;

/** The contract against a real server. */
final class PgMonitorTest extends ImperialMonitorContract {
    private static final String QUERY = "SELECT name, config, EXTRACT(epoch FROM ts), uid, gid, socket FROM vassals";

    @TempDir
    static Path directory;

    private static @Nullable TestDatabase server;

    @BeforeAll
    static void startServer() throws Exception {
        Optional<Path> programs = TestDatabase.programs();
        assumeTrue(programs.isPresent(), "PostgreSQL's server is not installed (Debian package postgresql)");
        server = TestDatabase.start(programs.get(), directory);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    private static TestDatabase database() {
        return Objects.requireNonNull(server);
    }

    @BeforeEach
    void createTable() throws Exception {
        database().execute("DROP TABLE IF EXISTS vassals, away");
        database()
                .execute("CREATE TABLE vassals (name text PRIMARY KEY, config text, ts timestamptz,"
                        + " uid int DEFAULT 1, gid int DEFAULT 1, socket text)");
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new PgMonitorProvider();
    }

    @Override
    protected String address() {
        return "pg://" + database().conninfo() + ";" + QUERY;
    }

    @Override
    protected FakeEmperor emperor() {
        return new FakeEmperor(new PgMonitorOptions("vassals")).tyrant();
    }

    @Override
    protected void publish(String name, String config, Instant stamp) throws Exception {
        database()
                .execute(
                        "INSERT INTO vassals (name, config, ts) VALUES (?, ?, to_timestamp(?))"
                                + " ON CONFLICT (name) DO UPDATE SET config = excluded.config, ts = excluded.ts",
                        name,
                        config,
                        (double) stamp.getEpochSecond());
    }

    @Override
    protected void withdraw(String name) throws Exception {
        database().execute("DELETE FROM vassals WHERE name = ?", name);
    }

    @Override
    protected boolean breakSource() throws Exception {
        database().execute("ALTER TABLE vassals RENAME TO away");
        return true;
    }

    @Override
    protected void repairSource() throws Exception {
        database().execute("ALTER TABLE away RENAME TO vassals");
    }

    @Override
    protected boolean give(String name, VassalOwner owner, Instant stamp) throws Exception {
        database().execute("UPDATE vassals SET uid = ?, gid = ? WHERE name = ?", owner.uid(), owner.gid(), name);
        return true;
    }

    private static Collection<VassalSpec> scan(String address, FakeEmperor emperor) throws Exception {
        PgMonitor monitor = new PgMonitor(PgAddress.parse(address), "vassals", emperor);
        try {
            return monitor.scan();
        } finally {
            monitor.close();
        }
    }

    @Test
    void reads_the_default_table_as_uwsgi_does() throws Exception {
        publish("a.ini", "[uwsgi]\n", second(1));
        database().execute("INSERT INTO vassals (name, config, ts) VALUES ('b.ini', '', to_timestamp(7.25))");
        database().execute("INSERT INTO vassals (name, ts) VALUES ('', now())");
        try (FakeEmperor emperor = new FakeEmperor()) {
            assertThat(scan(database().conninfo(), emperor))
                    .containsExactlyInAnyOrder(
                            VassalSpec.of("a.ini", second(1)).withConfig("[uwsgi]\n"),
                            VassalSpec.of("b.ini", Instant.ofEpochSecond(7, 250_000_000)));
        }
    }

    @Test
    void takes_sockets_and_only_for_tyrants_owners() throws Exception {
        database()
                .execute("INSERT INTO vassals VALUES ('a.ini', 'x', to_timestamp(1), 10, 20, '/run/a.socket'),"
                        + " ('b.ini', 'x', to_timestamp(1), NULL, 20, '')");
        String address = database().conninfo() + ";" + QUERY + " ORDER BY name";
        VassalSpec first =
                VassalSpec.of("a.ini", Instant.ofEpochSecond(1)).withConfig("x").onDemand("/run/a.socket");
        try (FakeEmperor emperor = new FakeEmperor()) {
            assertThat(scan(address, emperor))
                    .containsExactly(
                            first,
                            VassalSpec.of("b.ini", Instant.ofEpochSecond(1)).withConfig("x"));
        }
        try (FakeEmperor emperor = new FakeEmperor().tyrant()) {
            assertThat(scan(address, emperor)).containsExactly(first.ownedBy(10, 20));
            assertThat(emperor.log().lines())
                    .anyMatch(line -> line.contains("[emperor-pg] missing uid and gid for vassal b.ini"));
            assertThat(scan(database().conninfo(), emperor)).isEmpty();
        }
    }

    @Test
    void stamps_rows_without_a_time_by_their_contents() throws Exception {
        database().execute("INSERT INTO vassals (name, config) VALUES ('a.ini', 'x')");
        try (FakeEmperor emperor = new FakeEmperor()) {
            PgMonitor monitor = new PgMonitor(PgAddress.parse(database().conninfo()), "vassals", emperor);
            Instant stamp = monitor.scan().iterator().next().stamp();
            assertThat(monitor.scan().iterator().next().stamp()).isEqualTo(stamp);
            database().execute("UPDATE vassals SET config = 'y'");
            assertThat(monitor.scan().iterator().next().stamp()).isAfter(stamp);
            monitor.close();
        }
    }

    @Test
    void scans_when_it_is_notified() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor(new PgMonitorOptions("Odd \"name\"")).scansWhenWoken()) {
            emperor.run(provider().create(MonitorAddress.of("pg://" + database().conninfo()), emperor));
            // One scan at the start, and one more once it listens: from then on only a notification brings another.
            emperor.await("listener", ignored -> emperor.scans() >= 2);
            publish("a.ini", "x", second(1));
            database().execute("NOTIFY \"Odd \"\"name\"\"\"");
            emperor.await("a.ini", vassals -> vassals.containsKey("a.ini"));
            database()
                    .execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE application_name = 'jwsgi Emperor' AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'");
            emperor.awaitScans(1);
            publish("b.ini", "x", second(1));
            database().execute("NOTIFY \"Odd \"\"name\"\"\"");
            emperor.await("b.ini", vassals -> vassals.containsKey("b.ini"));
        }
    }

    @Test
    void says_why_it_cannot_read() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            assertThatThrownBy(() -> scan(database().conninfo() + ";SELECT nothing FROM vassals", emperor))
                    .isInstanceOf(MonitorException.class)
                    .hasMessage("libpq-error: ERROR: column \"nothing\" does not exist");
            assertThatThrownBy(() -> scan(database().conninfo() + ";SELECT name, config FROM vassals", emperor))
                    .hasMessage("the query gives too few columns: name, config and ts are needed");
            publish("a.ini", "x", second(1));
            assertThatThrownBy(() -> scan(database().conninfo() + ";SELECT name, config, 'soon' FROM vassals", emperor))
                    .hasMessage("the ts of vassal a.ini is no number of seconds: soon");
            assertThatThrownBy(() -> scan("host=127.0.0.1 port=1", emperor))
                    .isInstanceOf(MonitorException.class)
                    .hasMessageStartingWith("libpq-error: ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void understands_a_uri_as_well() throws Exception {
        publish("a.ini", "x", second(1));
        try (FakeEmperor emperor = new FakeEmperor()) {
            String uri = "postgresql://tester:se%20cret@127.0.0.1:" + database().port() + "/postgres?sslmode=disable";
            assertThat(scan(uri, emperor)).hasSize(1);
            assertThat(PgAddress.parse(uri).label())
                    .isEqualTo("pg://postgresql://127.0.0.1:" + database().port() + "/postgres");
        }
    }
}
