package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.FakeLines;
import org.jwsgi.api.supervisor.FakeLines.FakeWire;
import org.jwsgi.api.supervisor.FakePrograms.Launched;
import org.jwsgi.api.supervisor.FakeSupervisorContext;
import org.jwsgi.api.supervisor.ProcessSignal;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.api.supervisor.SupervisorException;

/** The whole Emperor with a monitor in memory, programs and pipes by hand, and a clock that the test moves. */
final class EmperorTest {
    private static final Instant BORN = Instant.ofEpochSecond(1_600_000_000);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Settings settings = new Settings();
    private final Source source = new Source();
    private @Nullable FakeSupervisorContext context;
    private @Nullable Emperor emperor;

    /** A monitor that says what the test wants. */
    private static final class Source implements ImperialMonitorProvider, PollingMonitor {
        private final Map<String, VassalSpec> vassals = new LinkedHashMap<>();
        private String failure = "";
        private @Nullable MonitorContext context;
        private int scans;

        @Override
        public String name() {
            return "test";
        }

        @Override
        public ImperialMonitor create(MonitorAddress address, MonitorContext given) {
            context = given;
            return this;
        }

        @Override
        public synchronized Collection<VassalSpec> scan() throws MonitorException {
            scans++;
            notifyAll();
            if (!failure.isEmpty()) {
                throw new MonitorException(failure);
            }
            return new ArrayList<>(vassals.values());
        }

        /** Changes the set and waits until a scan has begun that sees it. */
        synchronized void change(Runnable edit) {
            edit.run();
            int before = scans;
            Objects.requireNonNull(context).wakeUp();
            try {
                while (scans == before) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {}
    }

    private FakeSupervisorContext context() {
        return Objects.requireNonNull(context);
    }

    private Emperor emperor() {
        return Objects.requireNonNull(emperor);
    }

    private void start(VassalSpec... vassals) {
        for (VassalSpec vassal : vassals) {
            source.vassals.put(vassal.name(), vassal);
        }
        FakeSupervisorContext process = new FakeSupervisorContext(
                        settings.emperor(),
                        settings.vassals(),
                        settings.tenants(),
                        settings.hooks(),
                        settings.commands())
                .with(source);
        context = process;
        Emperor created = new Emperor(process, process::now);
        emperor = created;
        created.start();
        if (vassals.length > 0) {
            process.await(
                    "comparison", () -> state(vassals[0].name()) != null || logged("tyrant") || logged("too long"));
        }
        process.runPosted();
    }

    @AfterEach
    void close() {
        if (emperor != null) {
            emperor.close();
        }
    }

    private static VassalSpec vassal(String name) {
        return VassalSpec.of(name, BORN).ownedBy(1000, 1000);
    }

    /** Changes a vassal of the monitor and lets the Emperor compare. */
    private void publish(VassalSpec vassal) {
        source.change(() -> source.vassals.put(vassal.name(), vassal));
        context().await("comparison", () -> {
            Map<String, Object> state = state(vassal.name());
            return state != null
                    && Objects.equals(state.get("last_mod"), vassal.stamp().getEpochSecond());
        });
    }

    private void withdraw(String name) {
        source.change(() -> source.vassals.remove(name));
        context().await("stop of " + name, () -> logged("stop the jwsgi instance " + name));
    }

    private @Nullable Map<String, Object> state(String id) {
        for (Map<?, ?> vassal : list("vassals")) {
            if (id.equals(vassal.get("id"))) {
                Map<String, Object> copy = new LinkedHashMap<>();
                vassal.forEach((key, value) -> copy.put(String.valueOf(key), value));
                return copy;
            }
        }
        return null;
    }

    private Object fact(String id, String key) {
        return Objects.requireNonNull(Objects.requireNonNull(state(id), id).get(key), key);
    }

    private List<Map<?, ?>> list(String key) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (emperor().picture().get(key) instanceof List<?> items) {
            for (Object item : items) {
                maps.add((Map<?, ?>) item);
            }
        }
        return maps;
    }

    private boolean logged(String part) {
        return context().log().lines().stream().anyMatch(line -> line.contains(part));
    }

    private long count(String part) {
        return context().log().lines().stream()
                .filter(line -> line.contains(part))
                .count();
    }

    private Launched program(int index) {
        return context().programs().launched().get(index);
    }

    private FakeWire pipe(int index) {
        return context().lines().wire(program(index).spec().descriptors().getFirst());
    }

    private List<Integer> words(FakeWire wire) {
        List<Integer> words = new ArrayList<>();
        wire.sent().forEach(bytes -> words.add((int) bytes[0]));
        return words;
    }

    /** Lets seconds pass, each with its tick. */
    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            context().pass(SECOND);
            emperor().onTick();
            context().runPosted();
        }
    }

    private void dies(int index) {
        pipe(index).hangsUp();
        program(index).exit(1);
        context().runPosted();
    }

    @Test
    void starts_a_vassal_with_its_pipe() {
        start(vassal("a.ini"));
        assertThat(program(0).spec().commands()).containsExactly(List.of("/opt/jwsgi/bin/jwsgi", "--ini", "a.ini"));
        assertThat(program(0).spec().environment()).containsEntry("UWSGI_EMPEROR_FD", "3");
        assertThat(program(0).spec().environment()).doesNotContainKey("UWSGI_EMPEROR_FD_CONFIG");
        assertThat(fact("a.ini", "pid")).isEqualTo(1001);
        assertThat(fact("a.ini", "born")).isEqualTo(BORN.getEpochSecond());
        assertThat(fact("a.ini", "monitor")).isEqualTo("test://here");
    }

    @Test
    void notes_what_a_vassal_says() {
        start(vassal("a.ini"));
        pipe(0).says(1, 5, 17, 26, 99);
        assertThat(fact("a.ini", "ready")).isEqualTo(1);
        assertThat(fact("a.ini", "accepting")).isEqualTo(1);
        assertThat(fact("a.ini", "loyal")).isEqualTo(1);
        assertThat(fact("a.ini", "last_heartbeat")).isEqualTo(context().now() / 1000);
        assertThat(logged("vassal a.ini has been spawned")).isTrue();
        assertThat(logged("vassal a.ini is ready to accept requests")).isTrue();
        assertThat(logged("vassal a.ini is now loyal")).isTrue();
    }

    @Test
    void reloads_a_vassal_whose_stamp_is_later_and_only_then() {
        start(vassal("a.ini"));
        pipe(0).says(1, 5);
        publish(VassalSpec.of("a.ini", BORN.plusMillis(1)).ownedBy(1000, 1000));
        context().await("reload", () -> !words(pipe(0)).isEmpty());
        assertThat(words(pipe(0))).containsExactly(1);
        assertThat(fact("a.ini", "respawns")).isEqualTo(1);
        assertThat(fact("a.ini", "ready")).isEqualTo(0);
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini").with("k", "v")));
        tick(5);
        assertThat(words(pipe(0))).containsExactly(1);
    }

    @Test
    void pushes_a_configuration_at_the_start_and_when_asked_but_not_on_a_reload() {
        start(vassal("a.ini").withConfig("[uwsgi]\na = 1\n"));
        FakeWire config = context().lines().wire(program(0).spec().descriptors().getLast());
        assertThat(program(0).spec().commands().getFirst()).endsWith("--ini", "emperor://a.ini");
        assertThat(program(0).spec().environment()).containsEntry("UWSGI_EMPEROR_FD_CONFIG", "4");
        assertThat(config.sent()).hasSize(1);
        byte[] packet = config.sent().getFirst();
        assertThat(packet).startsWith(115, 14, 0, 0);
        assertThat(new String(packet, 4, 14, UTF_8)).isEqualTo("[uwsgi]\na = 1\n");
        publish(VassalSpec.of("a.ini", BORN.plusSeconds(9)).ownedBy(1000, 1000).withConfig("[uwsgi]\na = 2\n"));
        assertThat(config.sent()).hasSize(1);
        pipe(0).says(2);
        assertThat(new String(config.sent().getLast(), UTF_8)).endsWith("a = 2\n");
    }

    @Test
    void stops_a_vassal_that_is_withdrawn_and_does_not_punish_it() {
        start(vassal("a.ini"));
        withdraw("a.ini");
        assertThat(words(pipe(0))).containsExactly(0);
        program(0).exit(0);
        assertThat(state("a.ini")).isNull();
        assertThat(logged("removed jwsgi instance a.ini")).isTrue();
        assertThat(list("blacklist")).isEmpty();
    }

    @Test
    void stops_gracefully_when_told_so() {
        settings.graceful = true;
        start(vassal("a.ini"));
        withdraw("a.ini");
        assertThat(words(pipe(0))).containsExactly(2);
    }

    @Test
    void kills_who_does_not_end_and_goes_on_killing() {
        start(vassal("a.ini"));
        withdraw("a.ini");
        tick(29);
        assertThat(context().programs().signals()).isEmpty();
        tick(1);
        assertThat(context().programs().signals()).containsExactly("9 to -1001");
        tick(30);
        assertThat(context().programs().signals()).hasSize(2);
    }

    @Test
    void a_vassal_that_dies_without_having_served_waits_longer_each_time() {
        start(vassal("bad.ini"));
        dies(0);
        assertThat(logged("curse the jwsgi instance bad.ini (pid: 1001)")).isTrue();
        assertThat(list("blacklist"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.get("throttle_level")).isEqualTo(3000L));
        tick(2);
        assertThat(context().programs().launched()).hasSize(1);
        tick(2);
        assertThat(context().programs().launched()).hasSize(2);
        dies(1);
        tick(3);
        assertThat(context().programs().launched()).hasSize(2);
        tick(2);
        assertThat(context().programs().launched()).hasSize(3);
        dies(2);
        assertThat(logged("unloyal bad behaving vassal found: bad.ini throttling it..."))
                .isTrue();
    }

    @Test
    void a_loyal_vassal_that_dies_is_back_at_once() {
        start(vassal("a.ini"));
        pipe(0).says(17);
        dies(0);
        tick(2);
        assertThat(context().programs().launched()).hasSize(2);
        assertThat(list("blacklist")).isEmpty();
        assertThat(fact("a.ini", "respawns")).isEqualTo(0);
    }

    @Test
    void the_blacklist_can_be_switched_off_and_cleared() {
        start(vassal("a.ini"));
        dies(0);
        emperor().signalled(ProcessSignal.URG);
        assertThat(logged("cleaning up blacklist ...")).isTrue();
        assertThat(context().programs().launched()).hasSize(2);
    }

    @Test
    void vassals_of_the_first_scan_start_together_and_later_ones_one_by_one() {
        start(vassal("a.ini"), vassal("b.ini"), vassal("c.ini"));
        assertThat(context().programs().launched()).hasSize(3);
        tick(5);
        source.change(() -> {
            source.vassals.put("d.ini", vassal("d.ini"));
            source.vassals.put("e.ini", vassal("e.ini"));
            source.vassals.put("f.ini", vassal("f.ini"));
        });
        context().await("new vassals", () -> state("f.ini") != null);
        assertThat(context().programs().launched()).hasSize(5);
        assertThat(emperor().picture()).containsEntry("throttle_level", 1000L);
        tick(1);
        assertThat(context().programs().launched()).hasSize(6);
        assertThat(emperor().picture()).containsEntry("throttle_level", 500L);
    }

    @Test
    void a_crowd_of_bad_vassals_does_not_keep_a_good_one_waiting() {
        VassalSpec[] bad = new VassalSpec[20];
        Arrays.setAll(bad, number -> vassal("bad" + number + ".ini"));
        start(bad);
        for (int i = 0; i < bad.length; i++) {
            dies(i);
        }
        tick(4);
        int before = context().programs().launched().size();
        assertThat(before).isLessThan(2 * bad.length);
        publish(vassal("good.ini"));
        tick(1);
        tick(1);
        tick(1);
        assertThat(fact("good.ini", "pid")).isNotEqualTo(-1);
        assertThat(context().programs().launched().size()).isLessThan(2 * bad.length);
        for (int i = 0; i < 40; i++) {
            tick(1);
        }
        assertThat(context().programs().launched()).hasSize(2 * bad.length + 1);
    }

    @Test
    void a_silent_vassal_is_reloaded_and_killed_when_that_does_not_help() {
        start(vassal("a.ini"));
        pipe(0).says(26);
        tick(30);
        assertThat(words(pipe(0))).isEmpty();
        tick(1);
        assertThat(words(pipe(0))).containsExactly(1);
        assertThat(logged("vassal a.ini sent no heartbeat in last 30 seconds, reloading it..."))
                .isTrue();
        tick(60);
        assertThat(context().programs().signals()).isEmpty();
        tick(1);
        assertThat(context().programs().signals()).containsExactly("9 to -1001");
    }

    @Test
    void a_silent_vassal_that_reloads_is_left_alone() {
        start(vassal("a.ini"));
        pipe(0).says(26);
        tick(31);
        pipe(0).says(5);
        tick(120);
        assertThat(context().programs().signals()).isEmpty();
        assertThat(words(pipe(0))).containsExactly(1);
    }

    @Test
    void ragnarok_stops_all_and_ends_when_they_are_gone() {
        start(vassal("a.ini"), vassal("b.ini"));
        emperor().signalled(ProcessSignal.TERM);
        assertThat(words(pipe(0))).containsExactly(0);
        assertThat(words(pipe(1))).containsExactly(0);
        program(0).exit(0);
        assertThat(context().exitCode()).isEmpty();
        emperor().signalled(ProcessSignal.INT);
        assertThat(logged("RAGNAROK ALREADY EVOKED (mercyless in 30 seconds)")).isTrue();
        program(1).exit(0);
        assertThat(context().exitCode()).hasValue(0);
        assertThat(logged("The Emperor is buried.")).isTrue();
    }

    @Test
    void ragnarok_has_no_mercy_in_the_end() {
        start(vassal("a.ini"));
        emperor().signalled(ProcessSignal.QUIT);
        tick(30);
        assertThat(logged("NO MERCY for vassal a.ini !!!")).isTrue();
        assertThat(context().programs().signals()).contains("9 to -1001");
        assertThat(context().exitCode()).hasValue(0);
    }

    @Test
    void a_hangup_reloads_all() {
        start(vassal("a.ini"), vassal("b.ini"));
        emperor().signalled(ProcessSignal.HUP);
        assertThat(words(pipe(0))).containsExactly(1);
        assertThat(words(pipe(1))).containsExactly(1);
    }

    @Test
    void a_change_whose_stamp_is_older_than_a_hangup_still_counts() {
        start(vassal("a.ini"));
        emperor().signalled(ProcessSignal.HUP);
        assertThat(fact("a.ini", "last_mod")).isEqualTo(context().now() / 1000);
        publish(VassalSpec.of("a.ini", BORN.plusSeconds(1)).ownedBy(1000, 1000));
        assertThat(words(pipe(0))).containsExactly(1, 1);
    }

    @Test
    void usr1_tells_the_state_of_each() {
        start(vassal("a.ini"));
        emperor().signalled(ProcessSignal.USR1);
        assertThat(logged(
                        "vassal instance a.ini (last modified " + BORN.getEpochSecond() + ") status 0 loyal 0 zerg 0"))
                .isTrue();
    }

    @Test
    void a_vassal_that_wants_to_end_is_stopped() {
        start(vassal("a.ini"));
        pipe(0).says(22);
        assertThat(words(pipe(0))).containsExactly(0);
        assertThat(logged("stop the jwsgi instance a.ini")).isTrue();
    }

    @Test
    void a_vassal_that_ends_before_it_has_served_is_punished_however_it_ends() {
        start(vassal("a.ini"));
        pipe(0).says(22);
        dies(0);
        assertThat(list("blacklist")).hasSize(1);
        assertThat(context().programs().launched()).hasSize(1);
    }

    @Test
    void a_vassal_that_ends_after_it_has_served_is_not_punished_nor_one_that_is_withdrawn_meanwhile() {
        start(vassal("a.ini"), vassal("b.ini"));
        pipe(0).says(17, 22);
        dies(0);
        pipe(1).says(22);
        source.change(() -> source.vassals.remove("b.ini"));
        context().await("news", () -> Objects.equals(list("monitors").getFirst().get("vassals"), 1));
        tick(1);
        dies(1);
        assertThat(list("blacklist")).isEmpty();
    }

    @Test
    void a_vassal_whose_attribute_is_no_path_fails_alone() {
        settings.directoryAttribute = java.util.Optional.of("chdir");
        start(vassal("b.ini"), vassal("a.ini").with("chdir", "no\0path"));
        assertThat(fact("b.ini", "pid")).isEqualTo(1001);
        assertThat(logged("cannot start vassal a.ini: Nul character not allowed: no?path"))
                .isTrue();
        assertThat(state("a.ini")).isNull();
        assertThat(list("blacklist")).hasSize(1);
    }

    @Test
    void a_vassal_that_is_slow_to_reload_is_not_reloaded_for_its_silence() {
        start(vassal("a.ini"));
        pipe(0).says(26);
        emperor().signalled(ProcessSignal.HUP);
        tick(120);
        assertThat(words(pipe(0))).containsExactly(1);
        pipe(0).says(26);
        tick(31);
        assertThat(words(pipe(0))).containsExactly(1, 1);
    }

    @Test
    void an_on_demand_vassal_lives_from_a_connection_to_its_wish_to_end_and_again() {
        start(vassal("a.ini").onDemand("/run/a.sock"));
        assertThat(context().programs().launched()).isEmpty();
        assertThat(fact("a.ini", "pid")).isEqualTo(-1);
        assertThat(fact("a.ini", "on_demand")).isEqualTo("/run/a.sock");
        context().lines().socket("/run/a.sock").connect();
        assertThat(program(0).spec().input()).isPresent();
        assertThat(fact("a.ini", "pid")).isEqualTo(1001);
        pipe(0).says(1, 5, 17, 22);
        assertThat(words(pipe(0))).containsExactly(0);
        pipe(0).hangsUp();
        program(0).exit(0);
        assertThat(fact("a.ini", "pid")).isEqualTo(-1);
        assertThat(fact("a.ini", "accepting")).isEqualTo(0);
        assertThat(fact("a.ini", "loyal")).isEqualTo(1);
        context().lines().socket("/run/a.sock").connect();
        assertThat(context().programs().launched()).hasSize(2);
    }

    @Test
    void a_change_of_a_waiting_on_demand_vassal_starts_nothing() {
        start(vassal("a.ini").onDemand("/run/a.sock"));
        publish(VassalSpec.of("a.ini", BORN.plusSeconds(1)).ownedBy(1000, 1000).onDemand("/run/a.sock"));
        assertThat(logged("updated configuration for \"on demand\" instance a.ini"))
                .isTrue();
        assertThat(context().programs().launched()).isEmpty();
        withdraw("a.ini");
        assertThat(state("a.ini")).isNull();
        assertThat(context().lines().socket("/run/a.sock").isClosed()).isTrue();
    }

    @Test
    void a_vassal_whose_socket_has_another_address_waits_there() {
        start(vassal("a.ini").onDemand("/run/a.sock"));
        publish(VassalSpec.of("a.ini", BORN.plusSeconds(1)).ownedBy(1000, 1000).onDemand("/run/b.sock"));
        assertThat(fact("a.ini", "on_demand")).isEqualTo("/run/b.sock");
        context().lines().socket("/run/b.sock").connect();
        assertThat(context().programs().launched()).hasSize(1);
    }

    @Test
    void ragnarok_ends_once_when_the_last_vassals_wait_on_their_sockets() {
        start(vassal("a.ini").onDemand("/run/a.sock"), vassal("b.ini").onDemand("/run/b.sock"));
        emperor().signalled(ProcessSignal.TERM);
        context().runPosted();
        assertThat(count("The Emperor is buried.")).isEqualTo(1);
        assertThat(context().exitCode()).hasValue(0);
    }

    @Test
    void loyal_vassals_that_have_lived_and_die_together_are_back_together() {
        start(vassal("a.ini"), vassal("b.ini"), vassal("c.ini"), vassal("young.ini"));
        for (int i = 0; i < 3; i++) {
            pipe(i).says(17);
        }
        tick(60);
        emperor().signalled(ProcessSignal.URG);
        for (int i = 0; i < 3; i++) {
            dies(i);
        }
        assertThat(context().programs().launched()).hasSize(7);
        for (int i = 4; i < 7; i++) {
            pipe(i).says(17);
            dies(i);
        }
        assertThat(context().programs().launched().size()).as("no storm").isLessThan(10);
    }

    @Test
    void a_vassal_can_leave_on_demand_mode() {
        start(vassal("a.ini").onDemand("/run/a.sock"));
        source.change(() -> source.vassals.put("a.ini", VassalSpec.of("a.ini", BORN.plusSeconds(1))));
        context().await("regular start", () -> !context().programs().launched().isEmpty());
        assertThat(logged("asked for leaving \"on demand\" mode for socket \"/run/a.sock\""))
                .isTrue();
        assertThat(fact("a.ini", "on_demand")).isEqualTo("");
    }

    @Test
    void a_socket_that_cannot_be_bound_costs_only_its_vassal() {
        start(vassal("b.ini"), vassal("a.ini").onDemand("/refused/a.sock"));
        assertThat(logged("vassal a.ini: cannot bind /refused/a.sock: permission denied"))
                .isTrue();
        assertThat(fact("b.ini", "pid")).isEqualTo(1001);
        assertThat(state("a.ini")).isNull();
    }

    @Test
    void reinforcements_come_up_to_the_limit_and_go_with_their_file() {
        settings.broodlord = 2;
        start(vassal("a.ini"));
        pipe(0).says(30);
        tick(10);
        pipe(0).says(30, 30);
        tick(10);
        assertThat(context().programs().launched()).hasSize(3);
        assertThat(program(1).spec().commands().getFirst()).endsWith("--ini", "a.ini:zerg");
        assertThat(program(1).spec().environment()).containsEntry("UWSGI_BROODLORD_NUM", "1");
        assertThat(program(2).spec().environment()).containsEntry("UWSGI_BROODLORD_NUM", "2");
        assertThat(logged("going in broodlord mode: launching zergs for a.ini")).isTrue();
        withdraw("a.ini");
        assertThat(words(pipe(1))).containsExactly(0);
        assertThat(words(pipe(2))).containsExactly(0);
    }

    @Test
    void nobody_is_reinforced_without_a_broodlord() {
        start(vassal("a.ini"));
        pipe(0).says(30);
        assertThat(context().programs().launched()).hasSize(1);
    }

    @Test
    void a_vassal_that_was_stopped_while_it_was_born_is_stopped_then() {
        start(vassal("first.ini"));
        context().pass(SECOND);
        context().programs().hold();
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini")));
        context().await("launch", () -> context().programs().launched().size() == 2);
        withdraw("a.ini");
        program(1).run();
        assertThat(words(pipe(1))).containsExactly(0);
    }

    @Test
    void the_start_of_a_stopped_vassal_that_hangs_is_called_off_and_leaves_name_and_socket_to_another() {
        start(vassal("first.ini"));
        context().pass(SECOND);
        context().programs().hold();
        VassalSpec hanging = vassal("a.ini").onDemand("/run/a.sock");
        source.change(() -> source.vassals.put("a.ini", hanging));
        context().await("socket", () -> state("a.ini") != null);
        FakeLines.FakeWaitingSocket socket = context().lines().socket("/run/a.sock");
        socket.connect();
        assertThat(context().programs().launched()).hasSize(2);
        withdraw("a.ini");
        source.change(() -> source.vassals.put("a.ini", hanging));
        context().await("news", () -> Objects.equals(list("monitors").getFirst().get("vassals"), 2));
        tick(29);
        assertThat(program(1).isCalledOff()).isFalse();
        assertThat(socket.isClosed()).isFalse();
        tick(2);
        assertThat(program(1).isCalledOff()).isTrue();
        assertThat(socket.isClosed()).isTrue();
        assertThat(count("vassal a.ini was to end and a hook before its start did not"))
                .isEqualTo(1);
        assertThat(emperor().picture()).containsEntry("failed_starts", 1L);
        assertThat(list("blacklist")).isEmpty();
        assertThat(context().lines().socket("/run/a.sock")).isNotSameAs(socket);
        assertThat(fact("a.ini", "pid")).isEqualTo(-1);
        context().lines().socket("/run/a.sock").connect();
        program(2).run();
        assertThat(fact("a.ini", "pid")).isEqualTo(program(2).pid());
    }

    @Test
    void ragnarok_calls_off_starts_that_hang() {
        start(vassal("first.ini"));
        context().pass(SECOND);
        context().programs().hold();
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini")));
        context().await("launch", () -> context().programs().launched().size() == 2);
        emperor().signalled(ProcessSignal.TERM);
        program(0).exit(0);
        tick(29);
        assertThat(context().exitCode()).isEmpty();
        tick(2);
        assertThat(program(1).isCalledOff()).isTrue();
        assertThat(context().exitCode()).hasValue(0);
    }

    @Test
    void a_program_that_cannot_be_started_is_told_and_punished() {
        start(vassal("first.ini"));
        context().pass(SECOND);
        context().programs().hold();
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini")));
        context().await("launch", () -> context().programs().launched().size() == 2);
        program(1).refuse("cannot start /opt/jwsgi/bin/jwsgi: no such file or directory");
        assertThat(logged("binary path: /opt/jwsgi/bin/jwsgi")).isTrue();
        assertThat(emperor().picture()).containsEntry("failed_starts", 1L);
        assertThat(list("blacklist")).hasSize(1);
    }

    @Test
    void a_tyrant_takes_only_vassals_of_somebody_and_runs_them_as_that() {
        settings.tyrant = true;
        start(
                vassal("mine.ini"),
                VassalSpec.of("root.ini", BORN).ownedBy(0, 7),
                VassalSpec.of("half.ini", BORN).ownedBy(7, 0));
        assertThat(context().programs().launched()).hasSize(1);
        assertThat(program(0).spec().steps()).containsExactly(new ProgramStep.Become(1000, 1000, List.of()));
        tick(5);
        assertThat(count("invalid permissions for vassal root.ini")).isEqualTo(1);
        assertThat(count("invalid permissions for vassal half.ini")).isEqualTo(1);
    }

    @Test
    void a_tyrant_stops_a_vassal_that_changes_hands_and_starts_it_as_the_new_owner() {
        settings.tyrant = true;
        start(vassal("a.ini"));
        pipe(0).says(17);
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini").ownedBy(2000, 2000)));
        context().await("stop", () -> logged("permissions of vassal a.ini changed"));
        context().pass(SECOND);
        assertThat(words(pipe(0))).containsExactly(0);
        program(0).exit(0);
        context().await("start", () -> context().programs().launched().size() == 2);
        assertThat(program(1).spec().steps()).containsExactly(new ProgramStep.Become(2000, 2000, List.of()));
    }

    @Test
    void a_tyrant_takes_nobody_for_another_by_what_was_seen_before_the_end() {
        settings.tyrant = true;
        start(vassal("a.ini"));
        pipe(0).says(17);
        source.change(() -> source.vassals.put("a.ini", vassal("a.ini").ownedBy(2000, 2000)));
        context().await("stop", () -> logged("permissions of vassal a.ini changed"));
        context().pass(SECOND);
        synchronized (source) { // no scan comes in between
            source.vassals.put("a.ini", vassal("a.ini"));
            program(0).exit(0);
            context().runPosted();
            assertThat(context().programs().launched()).hasSize(1);
        }
        context().await("start", () -> context().programs().launched().size() == 2);
        assertThat(program(1).spec().steps()).containsExactly(new ProgramStep.Become(1000, 1000, List.of()));
    }

    @Test
    void a_failing_monitor_changes_nothing_and_is_named_once() {
        start(vassal("a.ini"));
        source.change(() -> source.failure = "cannot read the source: it is gone");
        context().pass(SECOND);
        source.change(() -> {});
        source.change(() -> {});
        tick(3);
        assertThat(count("imperial monitor test://here: cannot read the source: it is gone"))
                .isEqualTo(1);
        assertThat(fact("a.ini", "pid")).isEqualTo(1001);
        assertThat(words(pipe(0))).isEmpty();
        assertThat(list("monitors")).singleElement().satisfies(monitor -> {
            assertThat(monitor.get("state")).isEqualTo("failing");
            assertThat(monitor.get("error")).isEqualTo("cannot read the source: it is gone");
            assertThat(monitor.get("vassals")).isEqualTo(1);
        });
    }

    @Test
    void a_configuration_that_does_not_fit_a_packet_is_refused() {
        start(vassal("a.ini").withConfig(new byte[VassalSpec.MAX_CONFIG + 1]), vassal("b.ini"));
        assertThat(logged("the configuration of vassal a.ini is too long: 65536 bytes, at most 65535"))
                .isTrue();
        context().await("other vassal", () -> state("b.ini") != null);
        assertThat(state("a.ini")).isNull();
    }

    @Test
    void names_that_no_vassal_can_have_are_passed_over() {
        start(vassal("a.ini"));
        source.change(() -> source.vassals.put("notes.txt", vassal("notes.txt")));
        tick(3);
        assertThat(state("notes.txt")).isNull();
    }

    @Test
    void hooks_run_where_they_belong() {
        settings.emperorStart.add("log:begin");
        settings.asEmperor.add("log:born");
        settings.asVassal.add("log:place");
        settings.stopHook = java.util.Optional.of("/bin/gone");
        start(vassal("it's.ini"));
        assertThat(context().hooks().ran()).contains("emperor-start log:begin");
        assertThat(program(0).spec().steps()).hasSize(1);
        withdraw("it's.ini");
        program(0).exit(0);
        emperor().signalled(ProcessSignal.TERM);
        context().await("end after the hooks", () -> context().exitCode().isPresent());
        assertThat(context().hooks().ran()).contains("as-emperor log:born");
        assertThat(context().hooks().ran())
                .anySatisfy(hook -> assertThat(hook)
                        .startsWith("stop-hook exec:UWSGI_VASSALS_DIR='/' '/bin/gone' 'it'\\''s.ini'; echo"));
    }

    @Test
    void a_failing_start_hook_prevents_the_start() {
        settings.emperorStart.add("fail:now");
        assertThatThrownBy(this::start).isInstanceOf(SupervisorException.class).hasMessageContaining("fail:now");
    }

    @Test
    void adopts_orphans_when_told_so() {
        settings.subreaper = true;
        start();
        assertThat(logged("orphans are adopted")).isTrue();
    }

    @Test
    void a_hook_in_the_place_of_a_vassal_cannot_end_the_emperor() {
        settings.asVassal.add("exit:3");
        assertThatThrownBy(this::start)
                .isInstanceOf(SupervisorException.class)
                .hasMessage("hook-as-vassal: exit:3: it would change the Emperor, not the vassal");
    }

    @Test
    void an_unknown_scheme_needs_the_glob_monitor() {
        settings.sources.clear();
        settings.sources.add("zoo://x");
        assertThatThrownBy(this::start)
                .isInstanceOf(SupervisorException.class)
                .hasMessage("cannot watch zoo://x: there is no imperial monitor \"glob\"");
    }
}
