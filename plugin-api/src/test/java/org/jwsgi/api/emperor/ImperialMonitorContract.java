package org.jwsgi.api.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole life of any monitor. Extend it in a test of the plugin, against a real source of vassals: a directory, a
 * database, a server. Each test gets a source of its own, which is empty at first; create and remove it in
 * {@code @BeforeEach} and {@code @AfterEach}.
 *
 * <p>Names end with {@code .ini}. Stamps are whole seconds, later for every change.
 */
public abstract class ImperialMonitorContract {
    private FakeEmperor emperor = new FakeEmperor();

    /** Returns the provider under test. */
    protected abstract ImperialMonitorProvider provider();

    /** Returns the value of {@code emperor} that leads to the source. */
    protected abstract String address();

    /**
     * Puts a vassal into the source, or changes it.
     *
     * @param config its configuration
     * @param stamp when it was changed
     */
    protected abstract void publish(String name, String config, Instant stamp) throws Exception;

    /** Takes a vassal out of the source. */
    protected abstract void withdraw(String name) throws Exception;

    /**
     * Makes the source fail until {@link #repairSource}: a server that is gone, a directory without permission.
     *
     * @return false when the source cannot fail
     */
    protected abstract boolean breakSource() throws Exception;

    /** Makes a broken source work again, with the vassals that it had. */
    protected abstract void repairSource() throws Exception;

    /**
     * Gives a published vassal to another owner, with a later stamp.
     *
     * @return false when the source knows no owners, or the test may not change them
     */
    protected boolean give(String name, VassalOwner owner, Instant stamp) throws Exception {
        return false;
    }

    /** Returns the Emperor that runs the monitor; override it to give option records to the monitor. */
    protected FakeEmperor emperor() {
        return new FakeEmperor().tyrant();
    }

    /** Returns an instant of the tests. */
    protected static Instant second(int number) {
        return Instant.ofEpochSecond(1_700_000_000L + number);
    }

    /** Takes the Emperor that the test of the plugin gives. */
    @BeforeEach
    void prepareEmperor() {
        emperor = emperor();
    }

    /** Ends the monitor; fails when a thread of it goes on. */
    @AfterEach
    void closeEmperor() {
        emperor.close();
    }

    private void start() {
        emperor.run(provider().create(MonitorAddress.of(address()), emperor));
    }

    private VassalSpec vassal(String name) {
        return Objects.requireNonNull(emperor.vassals().get(name));
    }

    private void awaitVassal(String what, String name, Predicate<VassalSpec> expected) {
        emperor.await(
                what + " of " + name,
                vassals ->
                        Optional.ofNullable(vassals.get(name)).filter(expected).isPresent());
    }

    private void awaitKnown(String name) {
        emperor.await("vassal " + name, vassals -> vassals.containsKey(name));
    }

    private void awaitGone(String name) {
        emperor.await("end of vassal " + name, vassals -> !vassals.containsKey(name));
    }

    private void awaitStamp(String name, Instant stamp) {
        awaitVassal("stamp " + stamp, name, vassal -> !vassal.stamp().isBefore(stamp));
    }

    /** The name is the scheme, so it must be usable in front of {@code ://}. */
    @Test
    public void has_a_name_that_can_be_a_scheme() {
        assertThat(provider().name()).matches("[a-z][a-z0-9+.-]*");
    }

    /** What is there at the start and what comes later is found. */
    @Test
    public void finds_vassals_that_are_there_and_that_come() throws Exception {
        publish("first.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("first.ini");
        publish("second.ini", "[uwsgi]\na = 1\n", second(2));
        awaitKnown("second.ini");
        assertThat(emperor.vassals()).containsOnlyKeys("first.ini", "second.ini");
    }

    /** A stamp that changes without a reason would reload the vassal for ever. */
    @Test
    public void keeps_the_stamp_of_what_does_not_change() throws Exception {
        publish("still.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("still.ini");
        Instant stamp = vassal("still.ini").stamp();
        publish("other.ini", "[uwsgi]\na = 1\n", second(2));
        awaitKnown("other.ini");
        assertThat(vassal("still.ini").stamp()).isEqualTo(stamp);
    }

    /** A change makes the stamp later, and brings the new configuration when there is one. */
    @Test
    public void tells_of_a_change_with_a_later_stamp() throws Exception {
        publish("app.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("app.ini");
        VassalSpec before = vassal("app.ini");
        publish("app.ini", "[uwsgi]\na = 2\n", second(5));
        awaitVassal("change", "app.ini", vassal -> vassal.stamp().isAfter(before.stamp()));
        VassalSpec after = vassal("app.ini");
        assertThat(after.config().isPresent()).isEqualTo(before.config().isPresent());
        if (after.config().isPresent()) {
            assertThat(after.config()).isNotEqualTo(before.config());
        }
    }

    /** What is taken out of the source is not wanted any more; the rest is. */
    @Test
    public void forgets_what_is_withdrawn() throws Exception {
        publish("stays.ini", "[uwsgi]\na = 1\n", second(1));
        publish("goes.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("goes.ini");
        awaitKnown("stays.ini");
        withdraw("goes.ini");
        awaitGone("goes.ini");
        assertThat(emperor.vassals()).containsOnlyKeys("stays.ini");
    }

    /** A vassal that comes and goes quickly ends as it was left. */
    @Test
    public void survives_a_flapping_vassal() throws Exception {
        start();
        for (int i = 0; i < 20; i++) {
            publish("flap.ini", "[uwsgi]\na = " + i + "\n", second(2 * i));
            withdraw("flap.ini");
        }
        publish("flap.ini", "[uwsgi]\na = last\n", second(100));
        awaitStamp("flap.ini", second(100));
        withdraw("flap.ini");
        awaitGone("flap.ini");
    }

    /** Another owner is told. */
    @Test
    public void tells_of_another_owner() throws Exception {
        publish("owned.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("owned.ini");
        VassalOwner owner = new VassalOwner(12345, 23456);
        assumeTrue(give("owned.ini", owner, second(2)), "the source knows no owners, or the test may not change them");
        awaitVassal("owner " + owner, "owned.ini", vassal -> vassal.owner().equals(owner));
    }

    /** A source that fails says so, takes no vassal away, and is used again when it is back. */
    @Test
    public void keeps_the_last_good_set_while_the_source_fails() throws Exception {
        publish("app.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("app.ini");
        assumeTrue(breakSource(), "the source cannot fail");
        emperor.awaitFailure(0);
        assertThat(emperor.failures().getLast()).isNotBlank();
        assertThat(emperor.vassals()).containsOnlyKeys("app.ini");
        repairSource();
        publish("later.ini", "[uwsgi]\na = 1\n", second(9));
        awaitKnown("later.ini");
        assertThat(emperor.vassals()).containsOnlyKeys("app.ini", "later.ini");
    }

    /** A source that is not there yet is found later, unless the monitor refuses the address with a reason at once. */
    @Test
    public void waits_for_a_source_that_is_not_there_yet() throws Exception {
        publish("app.ini", "[uwsgi]\na = 1\n", second(1));
        assumeTrue(breakSource(), "the source cannot fail");
        try {
            start();
        } catch (MonitorSetupException e) {
            assertThat(e).hasMessageMatching("\\p{Ll}.+");
            return;
        }
        emperor.awaitFailure(0);
        repairSource();
        awaitKnown("app.ini");
    }

    /** Names that no vassal can have do no harm. */
    @Test
    public void is_not_disturbed_by_a_name_that_is_none() throws Exception {
        publish("readme.txt", "hello", second(1));
        publish("app.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("app.ini");
        assertThat(emperor.vassals()).containsOnlyKeys("app.ini");
    }

    /** A monitor that is closed ends, whatever it does; what follows is checked after every test. */
    @Test
    public void ends_while_it_is_at_work() throws Exception {
        publish("app.ini", "[uwsgi]\na = 1\n", second(1));
        start();
        awaitKnown("app.ini");
        emperor.close();
        emperor.close();
    }

    /** An Emperor whose start fails elsewhere closes monitors that never ran. */
    @Test
    public void can_be_closed_without_having_run() {
        ImperialMonitor monitor = provider().create(MonitorAddress.of(address()), emperor);
        monitor.close();
        monitor.close();
    }
}
