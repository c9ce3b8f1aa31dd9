package org.jwsgi.api.child;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Children without processes: a test says what happens to them. Every method belongs to the test's thread. */
public final class FakeChildren implements Children {
    private final List<FakeChild> all = new ArrayList<>();
    private final List<OneRun> runs = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private int lastPid = 1000;

    /**
     * A command that was run once.
     *
     * @param spec what was run
     * @param end to be completed by the test
     */
    public record OneRun(ChildSpec spec, CompletableFuture<ChildEnd> end) {}

    /** Returns the supervised children in the order of their creation. */
    public List<FakeChild> all() {
        return List.copyOf(all);
    }

    /** Returns the commands that were run once. */
    public List<OneRun> runs() {
        return List.copyOf(runs);
    }

    /** Returns the signals sent, each as {@code NUMBER TARGET}. */
    public List<String> signals() {
        return List.copyOf(signals);
    }

    @Override
    public FakeChild supervise(ChildSpec spec, ChildListener listener) {
        FakeChild child = new FakeChild(spec, listener);
        all.add(child);
        return child;
    }

    @Override
    public CompletableFuture<ChildEnd> run(ChildSpec spec) {
        CompletableFuture<ChildEnd> end = new CompletableFuture<>();
        runs.add(new OneRun(spec, end));
        return end;
    }

    @Override
    public boolean signal(int target, int number) {
        signals.add(number + " " + target);
        return true;
    }

    /** A child without a process. */
    public final class FakeChild implements Child {
        private final ChildSpec spec;
        private final ChildListener listener;
        private final List<Duration> starts = new ArrayList<>();
        private State state = State.DOWN;
        private int pid;

        private FakeChild(ChildSpec spec, ChildListener listener) {
            this.spec = spec;
            this.listener = listener;
        }

        /** Returns the delays of all starts that were asked for. */
        public List<Duration> starts() {
            return List.copyOf(starts);
        }

        /** Begins to run after a delayed start. */
        public void begin() {
            state = State.RUNNING;
            pid = ++lastPid;
            listener.spawned(this, pid);
        }

        /** Ends by itself, or as it was told. */
        public void end(int code) {
            int ended = pid;
            boolean expected = state == State.STOPPING;
            state = State.DOWN;
            pid = 0;
            listener.ended(this, new ChildEnd.Exited(ended, code), expected);
        }

        @Override
        public ChildSpec spec() {
            return spec;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public void start(Duration delay) {
            starts.add(delay);
            if (delay.isZero()) {
                begin();
            } else {
                state = State.WAITING;
            }
        }

        @Override
        public void stop(int signal, Duration mercy) {
            signals.add(signal + " " + -pid);
            state = state == State.RUNNING ? State.STOPPING : State.DOWN;
        }

        @Override
        public boolean signal(int number) {
            signals.add(number + " " + pid);
            return pid != 0;
        }

        @Override
        public boolean signalGroup(int number) {
            signals.add(number + " " + -pid);
            return pid != 0;
        }

        @Override
        public void release() {}
    }
}
