package org.jwsgi.plugins.emperorredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.MonitorSetupException;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;

/** The contract against a real server. */
final class RedisMonitorTest extends ImperialMonitorContract {
    private @Nullable TestRedis running;

    @BeforeEach
    void startServer() throws Exception {
        assumeTrue(TestRedis.isInstalled(), "redis-server is not installed");
        running = TestRedis.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        if (running != null) {
            running.close();
        }
    }

    private TestRedis server() {
        return Objects.requireNonNull(running);
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new RedisMonitorProvider();
    }

    @Override
    protected String address() {
        return "redis://127.0.0.1:" + server().port();
    }

    @Override
    protected void publish(String name, String config, Instant stamp) throws Exception {
        server().run(
                        List.of(
                                "HSET",
                                "vassals:" + name,
                                "config",
                                config,
                                "ts",
                                String.valueOf(stamp.getEpochSecond())),
                        List.of("SADD", "vassals", name));
    }

    @Override
    protected void withdraw(String name) throws Exception {
        server().run(List.of("SREM", "vassals", name), List.of("DEL", "vassals:" + name));
    }

    @Override
    protected boolean breakSource() throws Exception {
        server().run(List.of("RENAME", "vassals", "away"), List.of("SET", "vassals", "nonsense"));
        return true;
    }

    @Override
    protected void repairSource() throws Exception {
        server().run(List.of("RENAME", "away", "vassals"));
    }

    @Override
    protected boolean give(String name, VassalOwner owner, Instant stamp) throws Exception {
        server().run(List.of("HSET", "vassals:" + name, "uid", "" + owner.uid(), "gid", "" + owner.gid()));
        return true;
    }

    private static RedisMonitor monitor(String address, FakeEmperor emperor) {
        return new RedisMonitor(RedisAddress.parse(address), emperor);
    }

    @Test
    void reads_every_field() throws Exception {
        server().run(
                        List.of("SELECT", "3"),
                        List.of("SADD", "prod", "b.ini", "a.ini", "nothing.ini"),
                        List.of(
                                "HSET",
                                "prod:a.ini",
                                "config",
                                "[uwsgi]\nä = 1\n",
                                "ts",
                                "7.25",
                                "uid",
                                "10",
                                "gid",
                                "20"),
                        List.of("HSET", "prod:a.ini", "socket", "127.0.0.1:3031", "attr:team", "red", "attr:tag", "x"),
                        List.of("HSET", "prod:b.ini", "config", "", "ts", "8", "socket", ""));
        try (FakeEmperor emperor = new FakeEmperor()) {
            RedisMonitor monitor = monitor(address() + "/3?key=prod", emperor);
            assertThat(monitor.scan())
                    .containsExactly(
                            VassalSpec.of("a.ini", Instant.ofEpochSecond(7, 250_000_000))
                                    .withConfig("[uwsgi]\nä = 1\n")
                                    .ownedBy(10, 20)
                                    .onDemand("127.0.0.1:3031")
                                    .with("tag", "x")
                                    .with("team", "red"),
                            VassalSpec.of("b.ini", Instant.ofEpochSecond(8)));
            monitor.close();
        }
    }

    @Test
    void leaves_a_vassal_with_a_mistake_as_it_was() throws Exception {
        publish("a.ini", "x", second(1));
        publish("b.ini", "x", second(1));
        try (FakeEmperor emperor = new FakeEmperor()) {
            RedisMonitor monitor = monitor(address(), emperor);
            List<VassalSpec> before = List.copyOf(monitor.scan());
            server().run(
                            List.of("HSET", "vassals:a.ini", "ts", "soon"),
                            List.of("HSET", "vassals:b.ini", "config", "y"));
            assertThat(monitor.scan())
                    .containsExactly(before.getFirst(), before.getLast().withConfig("y"));
            assertThat(monitor.scan()).hasSize(2);
            assertThat(emperor.log().lines())
                    .filteredOn(line -> line.contains("vassal a.ini stays as it is: its ts is no time"))
                    .hasSize(1);
            server().run(List.of("HSET", "vassals:c.ini", "confg", "x"), List.of("SADD", "vassals", "c.ini"));
            server().run(List.of("HSET", "vassals:d.ini", "uid", "1"), List.of("SADD", "vassals", "d.ini"));
            assertThat(monitor.scan()).hasSize(2);
            assertThat(emperor.log().lines())
                    .anyMatch(line -> line.contains("vassal c.ini stays as it is: it has an unknown field \"confg\""))
                    .anyMatch(line ->
                            line.contains("vassal d.ini stays as it is: it needs uid and gid, both as numbers"));
            monitor.close();
        }
    }

    @Test
    void stamps_hashes_without_a_time_by_their_contents() throws Exception {
        server().run(List.of("HSET", "vassals:a.ini", "config", "x"), List.of("SADD", "vassals", "a.ini"));
        try (FakeEmperor emperor = new FakeEmperor()) {
            RedisMonitor monitor = monitor(address(), emperor);
            Instant stamp = monitor.scan().iterator().next().stamp();
            assertThat(monitor.scan().iterator().next().stamp()).isEqualTo(stamp);
            server().run(List.of("HSET", "vassals:a.ini", "config", "y"));
            assertThat(monitor.scan().iterator().next().stamp()).isAfter(stamp);
            monitor.close();
        }
    }

    @Test
    void scans_when_something_is_published() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor().scansWhenWoken()) {
            emperor.run(provider().create(MonitorAddress.of(address()), emperor));
            // One scan at the start, and one more once it is subscribed: from then on only a message brings another.
            emperor.await("subscription", ignored -> emperor.scans() >= 2);
            publish("a.ini", "x", second(1));
            server().run(List.of("PUBLISH", "vassals", "a.ini"));
            emperor.await("a.ini", vassals -> vassals.containsKey("a.ini"));
            server().run(List.of("CLIENT", "KILL", "TYPE", "pubsub"));
            emperor.awaitScans(1);
            publish("b.ini", "x", second(1));
            server().run(List.of("PUBLISH", "vassals", "b.ini"));
            emperor.await("b.ini", vassals -> vassals.containsKey("b.ini"));
        }
    }

    @Test
    void reads_many_vassals_and_outlives_its_connection() throws Exception {
        List<List<String>> commands = IntStream.range(0, 1201)
                .boxed()
                .flatMap(i -> java.util.stream.Stream.of(
                        List.of("HSET", "vassals:" + i + ".ini", "config", "x"),
                        List.of("SADD", "vassals", i + ".ini")))
                .toList();
        try (RedisConnection connection = new RedisConnection(RedisAddress.parse(address()))) {
            connection.open();
            connection.ask(commands);
        }
        try (FakeEmperor emperor = new FakeEmperor()) {
            RedisMonitor monitor = monitor(address(), emperor);
            assertThat(monitor.scan()).hasSize(1201);
            server().run(List.of("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
            assertThat(monitor.scan()).hasSize(1201);
            monitor.close();
        }
    }

    @Test
    void logs_in_and_says_why_it_cannot_read() throws Exception {
        try (TestRedis guarded = TestRedis.start("--requirepass", "s@cret");
                FakeEmperor emperor = new FakeEmperor()) {
            String host = "127.0.0.1:" + guarded.port();
            RedisMonitor member = monitor("redis://:s%40cret@" + host, emperor);
            assertThat(member.scan()).isEmpty();
            assertThat(member.label(MonitorAddress.of(""))).isEqualTo("redis://" + host);
            member.close();
            RedisMonitor named = monitor("redis://default:s%40cret@" + host, emperor);
            assertThat(named.scan()).isEmpty();
            named.close();
            RedisMonitor stranger = monitor("redis://" + host, emperor);
            assertThatThrownBy(stranger::scan)
                    .isInstanceOf(MonitorException.class)
                    .hasMessageStartingWith("cannot read redis://" + host + ": the server says NOAUTH");
            stranger.close();
        }
        server().close();
        try (FakeEmperor emperor = new FakeEmperor()) {
            RedisMonitor lost = monitor(address(), emperor);
            assertThatThrownBy(lost::scan)
                    .isInstanceOf(MonitorException.class)
                    .hasMessageStartingWith("cannot read " + address() + ": ");
            lost.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://|Expected authority at character 9",
                "redis:///x|must be redis://HOST[:PORT][/DATABASE][?key=KEY]",
                "redis://secret@host|a user needs a password, USER:PASSWORD@",
                "redis://host/x|the database \"x\" is no number",
                "redis://host?set=x|unknown setting \"set=x\", must be key=KEY"
            })
    void refuses_what_is_no_address(String address, String message) {
        assertThatThrownBy(() -> RedisAddress.parse(address))
                .isInstanceOf(MonitorSetupException.class)
                .hasMessage("invalid address of an imperial monitor: " + message);
        assertThat(RedisAddress.parse("redis://u:secret@[::1]/2?key=k")).hasToString("redis://[::1]:6379/2?key=k");
    }
}
