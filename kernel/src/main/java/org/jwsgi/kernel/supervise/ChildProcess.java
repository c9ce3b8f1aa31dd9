package org.jwsgi.kernel.supervise;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.Signals;

/**
 * The one state machine of every child process: pure, without a clock and without system calls. The supervisor (master
 * or emperor) keeps the state, feeds events on its loop thread and carries out the actions.
 */
public final class ChildProcess {
    private ChildProcess() {}

    /** Returns what follows from an event. An event that means nothing in a state changes nothing. */
    public static Transition next(ChildState state, ChildEvent event, ChildPolicy policy, long now) {
        return switch (state) {
            case ChildState.Down down -> fromDown(down, event, now);
            case ChildState.BackingOff waiting -> fromBackingOff(waiting, event, now);
            case ChildState.Starting starting -> fromStarting(starting, event, policy, now);
            case ChildState.Ready ready -> fromReady(ready, event, policy, now);
            case ChildState.Stopping stopping -> fromStopping(stopping, event, policy, now);
        };
    }

    private static Transition fromDown(ChildState.Down state, ChildEvent event, long now) {
        return switch (event) {
            case ChildEvent.Wanted() -> launch(now);
            case ChildEvent.Spawned ignored -> Transition.to(state);
            case ChildEvent.Held ignored -> Transition.to(state);
            case ChildEvent.Announced() -> Transition.to(state);
            case ChildEvent.Leaving() -> Transition.to(state);
            case ChildEvent.Stop ignored -> Transition.to(state);
            case ChildEvent.Ended ignored -> Transition.to(state);
            case ChildEvent.Tick() -> Transition.to(state);
        };
    }

    private static Transition fromBackingOff(ChildState.BackingOff state, ChildEvent event, long now) {
        return switch (event) {
            case ChildEvent.Tick() -> now >= state.until() ? launch(now) : Transition.to(state);
            case ChildEvent.Held(long until) -> Transition.to(new ChildState.BackingOff(until));
            case ChildEvent.Stop(boolean gracefully, boolean again) ->
                Transition.to(again ? state : new ChildState.Down());
            case ChildEvent.Wanted() -> Transition.to(state);
            case ChildEvent.Spawned ignored -> Transition.to(state);
            case ChildEvent.Announced() -> Transition.to(state);
            case ChildEvent.Leaving() -> Transition.to(state);
            case ChildEvent.Ended ignored -> Transition.to(state);
        };
    }

    /** A child that does not serve yet has nothing to finish, and may not listen to signals yet: it is killed. */
    private static Transition fromStarting(ChildState.Starting state, ChildEvent event, ChildPolicy policy, long now) {
        int pid = state.pid();
        return switch (event) {
            case ChildEvent.Spawned(int spawned) -> Transition.to(new ChildState.Starting(spawned, state.since()));
            case ChildEvent.Held(long until) -> Transition.to(new ChildState.BackingOff(until));
            case ChildEvent.Announced() -> Transition.to(new ChildState.Ready(pid, now));
            case ChildEvent.Leaving() -> Transition.to(leaving(pid, policy, now));
            case ChildEvent.Stop(boolean gracefully, boolean again) ->
                pid == 0
                        ? Transition.to(again ? new ChildState.BackingOff(now) : new ChildState.Down())
                        : Transition.to(
                                new ChildState.Stopping(pid, now, now, true, again),
                                new ChildAction.Signal(pid, Signals.KILL));
            case ChildEvent.Ended(ExitStatus status) -> unexpectedEnd(pid, status, policy, now);
            case ChildEvent.Wanted(), ChildEvent.Tick() -> Transition.to(state);
        };
    }

    private static Transition fromReady(ChildState.Ready state, ChildEvent event, ChildPolicy policy, long now) {
        int pid = state.pid();
        return switch (event) {
            case ChildEvent.Leaving() -> Transition.to(leaving(pid, policy, now));
            case ChildEvent.Stop(boolean gracefully, boolean again) ->
                Transition.to(
                        new ChildState.Stopping(pid, now, now + policy.mercyMillis(), false, again),
                        new ChildAction.Signal(pid, gracefully ? policy.gracefulSignal() : policy.immediateSignal()));
            case ChildEvent.Ended(ExitStatus status) -> unexpectedEnd(pid, status, policy, now);
            case ChildEvent.Wanted() -> Transition.to(state);
            case ChildEvent.Spawned ignored -> Transition.to(state);
            case ChildEvent.Held ignored -> Transition.to(state);
            case ChildEvent.Announced() -> Transition.to(state);
            case ChildEvent.Tick() -> Transition.to(state);
        };
    }

    private static Transition fromStopping(ChildState.Stopping state, ChildEvent event, ChildPolicy policy, long now) {
        int pid = state.pid();
        return switch (event) {
            case ChildEvent.Wanted() -> Transition.to(withAgain(state, true));
            case ChildEvent.Stop(boolean gracefully, boolean again) ->
                gracefully
                        ? Transition.to(withAgain(state, again))
                        : Transition.to(withAgain(state, again), new ChildAction.Signal(pid, policy.immediateSignal()));
            case ChildEvent.Tick() ->
                state.killed() || now <= state.mercyEnds()
                        ? Transition.to(state)
                        : Transition.to(
                                new ChildState.Stopping(pid, state.since(), state.mercyEnds(), true, state.again()),
                                new ChildAction.NoMercy(pid));
            case ChildEvent.Ended(ExitStatus status) ->
                after(
                        new ChildAction.Mourn(pid, status, true, state.since()),
                        state.again() && policy.respawnsAfter(status),
                        now);
            case ChildEvent.Spawned ignored -> Transition.to(state);
            case ChildEvent.Held ignored -> Transition.to(state);
            case ChildEvent.Announced() -> Transition.to(state);
            case ChildEvent.Leaving() -> Transition.to(state);
        };
    }

    private static Transition launch(long now) {
        return Transition.to(new ChildState.Starting(0, now), new ChildAction.Launch());
    }

    private static ChildState leaving(int pid, ChildPolicy policy, long now) {
        return new ChildState.Stopping(pid, now, now + policy.mercyMillis(), false, true);
    }

    private static ChildState withAgain(ChildState.Stopping state, boolean again) {
        return new ChildState.Stopping(state.pid(), state.since(), state.mercyEnds(), state.killed(), again);
    }

    private static Transition unexpectedEnd(int pid, ExitStatus status, ChildPolicy policy, long now) {
        return after(new ChildAction.Mourn(pid, status, false, now), policy.respawnsAfter(status), now);
    }

    private static Transition after(ChildAction.Mourn mourn, boolean again, long now) {
        List<ChildAction> actions = new ArrayList<>(2);
        actions.add(mourn);
        if (again) {
            actions.add(new ChildAction.Launch());
        }
        return new Transition(again ? new ChildState.Starting(0, now) : new ChildState.Down(), actions);
    }
}
