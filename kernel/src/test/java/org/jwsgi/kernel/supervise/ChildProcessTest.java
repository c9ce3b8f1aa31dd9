package org.jwsgi.kernel.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.supervise.ChildAction.Launch;
import org.jwsgi.kernel.supervise.ChildAction.Mourn;
import org.jwsgi.kernel.supervise.ChildAction.NoMercy;
import org.jwsgi.kernel.supervise.ChildAction.Signal;
import org.jwsgi.kernel.supervise.ChildEvent.Announced;
import org.jwsgi.kernel.supervise.ChildEvent.Ended;
import org.jwsgi.kernel.supervise.ChildEvent.Held;
import org.jwsgi.kernel.supervise.ChildEvent.Leaving;
import org.jwsgi.kernel.supervise.ChildEvent.Spawned;
import org.jwsgi.kernel.supervise.ChildEvent.Stop;
import org.jwsgi.kernel.supervise.ChildEvent.Tick;
import org.jwsgi.kernel.supervise.ChildEvent.Wanted;
import org.jwsgi.kernel.supervise.ChildState.BackingOff;
import org.jwsgi.kernel.supervise.ChildState.Down;
import org.jwsgi.kernel.supervise.ChildState.Ready;
import org.jwsgi.kernel.supervise.ChildState.Starting;
import org.jwsgi.kernel.supervise.ChildState.Stopping;

class ChildProcessTest {
    private static final long NOW = 1000;
    private static final ChildPolicy POLICY = new ChildPolicy(1, 2, 60, Set.of(15), true);
    private static final ExitStatus CRASH = new ExitStatus.Signaled(11);
    private static final ExitStatus FINAL = new ExitStatus.Exited(15);

    private static final ChildState DOWN = new Down();
    private static final ChildState BACKING_OFF = new BackingOff(NOW);
    private static final ChildState BACKING_OFF_LONG = new BackingOff(NOW + 1);
    private static final ChildState LAUNCHING = new Starting(0, 900);
    private static final ChildState STARTING = new Starting(7, 900);
    private static final ChildState READY = new Ready(7, 900);
    private static final ChildState STOPPING = new Stopping(7, 900, 999, false, false);
    private static final ChildState STOPPING_IN_TIME = new Stopping(7, 900, NOW, false, false);
    private static final ChildState RESTARTING = new Stopping(7, 900, 999, false, true);
    private static final ChildState KILLED = new Stopping(7, 900, 999, true, false);

    static Stream<Arguments> transitions() {
        return Stream.of(
                // state, event, next state, actions
                arguments(DOWN, new Wanted(), new Starting(0, NOW), List.of(new Launch())),
                arguments(DOWN, new Spawned(8), DOWN, List.of()),
                arguments(DOWN, new Held(5), DOWN, List.of()),
                arguments(DOWN, new Announced(), DOWN, List.of()),
                arguments(DOWN, new Leaving(), DOWN, List.of()),
                arguments(DOWN, new Stop(true, true), DOWN, List.of()),
                arguments(DOWN, new Ended(CRASH), DOWN, List.of()),
                arguments(DOWN, new Tick(), DOWN, List.of()),
                arguments(BACKING_OFF, new Wanted(), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Spawned(8), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Held(5), new BackingOff(5), List.of()),
                arguments(BACKING_OFF, new Announced(), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Leaving(), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Stop(true, false), DOWN, List.of()),
                arguments(BACKING_OFF, new Stop(true, true), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Ended(CRASH), BACKING_OFF, List.of()),
                arguments(BACKING_OFF, new Tick(), new Starting(0, NOW), List.of(new Launch())),
                arguments(BACKING_OFF_LONG, new Tick(), BACKING_OFF_LONG, List.of()),
                arguments(LAUNCHING, new Spawned(8), new Starting(8, 900), List.of()),
                arguments(LAUNCHING, new Held(5), new BackingOff(5), List.of()),
                arguments(LAUNCHING, new Stop(true, false), DOWN, List.of()),
                arguments(LAUNCHING, new Stop(true, true), new BackingOff(NOW), List.of()),
                arguments(STARTING, new Wanted(), STARTING, List.of()),
                arguments(STARTING, new Announced(), new Ready(7, NOW), List.of()),
                arguments(STARTING, new Leaving(), new Stopping(7, NOW, NOW + 60, false, true), List.of()),
                arguments(
                        STARTING,
                        new Stop(true, false),
                        new Stopping(7, NOW, NOW, true, false),
                        List.of(new Signal(7, 9))),
                arguments(
                        STARTING,
                        new Ended(CRASH),
                        new Starting(0, NOW),
                        List.of(new Mourn(7, CRASH, false, NOW), new Launch())),
                arguments(STARTING, new Ended(FINAL), DOWN, List.of(new Mourn(7, FINAL, false, NOW))),
                arguments(STARTING, new Tick(), STARTING, List.of()),
                arguments(READY, new Wanted(), READY, List.of()),
                arguments(READY, new Spawned(8), READY, List.of()),
                arguments(READY, new Held(5), READY, List.of()),
                arguments(READY, new Announced(), READY, List.of()),
                arguments(READY, new Leaving(), new Stopping(7, NOW, NOW + 60, false, true), List.of()),
                arguments(
                        READY,
                        new Stop(true, false),
                        new Stopping(7, NOW, NOW + 60, false, false),
                        List.of(new Signal(7, 1))),
                arguments(
                        READY,
                        new Stop(false, true),
                        new Stopping(7, NOW, NOW + 60, false, true),
                        List.of(new Signal(7, 2))),
                arguments(
                        READY,
                        new Ended(CRASH),
                        new Starting(0, NOW),
                        List.of(new Mourn(7, CRASH, false, NOW), new Launch())),
                arguments(READY, new Ended(FINAL), DOWN, List.of(new Mourn(7, FINAL, false, NOW))),
                arguments(READY, new Tick(), READY, List.of()),
                arguments(STOPPING, new Wanted(), RESTARTING, List.of()),
                arguments(STOPPING, new Spawned(8), STOPPING, List.of()),
                arguments(STOPPING, new Held(5), STOPPING, List.of()),
                arguments(STOPPING, new Announced(), STOPPING, List.of()),
                arguments(STOPPING, new Leaving(), STOPPING, List.of()),
                arguments(RESTARTING, new Stop(true, false), STOPPING, List.of()),
                arguments(RESTARTING, new Stop(false, false), STOPPING, List.of(new Signal(7, 2))),
                arguments(STOPPING, new Ended(CRASH), DOWN, List.of(new Mourn(7, CRASH, true, 900))),
                arguments(
                        RESTARTING,
                        new Ended(CRASH),
                        new Starting(0, NOW),
                        List.of(new Mourn(7, CRASH, true, 900), new Launch())),
                arguments(RESTARTING, new Ended(FINAL), DOWN, List.of(new Mourn(7, FINAL, true, 900))),
                arguments(STOPPING_IN_TIME, new Tick(), STOPPING_IN_TIME, List.of()),
                arguments(STOPPING, new Tick(), KILLED, List.of(new NoMercy(7))),
                arguments(KILLED, new Tick(), KILLED, List.of()));
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void follows_the_table(ChildState state, ChildEvent event, ChildState next, List<ChildAction> actions) {
        assertThat(ChildProcess.next(state, event, POLICY, NOW)).isEqualTo(new Transition(next, actions));
    }

    @Test
    void the_table_has_every_pair() {
        Set<List<Class<?>>> expected = new HashSet<>();
        for (Class<?> state : ChildState.class.getPermittedSubclasses()) {
            for (Class<?> event : ChildEvent.class.getPermittedSubclasses()) {
                expected.add(List.of(state, event));
            }
        }
        List<List<Class<?>>> actual = new ArrayList<>();
        transitions().map(Arguments::get).forEach(row -> actual.add(List.of(row[0].getClass(), row[1].getClass())));
        assertThat(new HashSet<>(actual)).isEqualTo(expected);
    }

    @Test
    void a_child_that_is_not_respawned_stays_down() {
        ChildPolicy once = new ChildPolicy(1, 2, 60, Set.of(), false);
        assertThat(ChildProcess.next(READY, new Ended(CRASH), once, NOW).state())
                .isEqualTo(DOWN);
    }
}
