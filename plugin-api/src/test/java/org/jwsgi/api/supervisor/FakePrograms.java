package org.jwsgi.api.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jwsgi.api.child.ChildEnd;

/** Programs that a test starts and ends by hand. Pids count from 1001. */
public final class FakePrograms implements Programs {
    private final List<Launched> launched = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private final List<String> visits = new CopyOnWriteArrayList<>();
    private boolean holding;
    private int lastPid = 1000;

    /** One program that was to be launched. */
    public final class Launched {
        private final ProgramSpec spec;
        private final ProgramListener listener;
        private int pid;
        private boolean calledOff;

        private Launched(ProgramSpec spec, ProgramListener listener) {
            this.spec = spec;
            this.listener = listener;
        }

        /** Returns what it is made of. */
        public ProgramSpec spec() {
            return spec;
        }

        /** Returns its pid, 0 until it runs. */
        public int pid() {
            return pid;
        }

        /** Lets it be born. */
        public void run() {
            pid = ++lastPid;
            listener.running(pid);
        }

        private boolean callOff() {
            calledOff = pid == 0;
            return calledOff;
        }

        /** Tells whether it was prevented while it was waiting. */
        public boolean isCalledOff() {
            return calledOff;
        }

        /** Ends it with an exit code. */
        public void exit(int code) {
            listener.ended(new ChildEnd.Exited(pid, code));
        }

        /** Ends it by a signal. */
        public void die(int signal) {
            listener.ended(new ChildEnd.Killed(pid, signal, false));
        }

        /** Refuses to start it. */
        public void refuse(String reason) {
            listener.ended(new ChildEnd.NotStarted(reason));
        }
    }

    /** Has programs wait for {@link Launched#run} from now on. */
    public void hold() {
        holding = true;
    }

    /** Returns all programs so far. */
    public List<Launched> launched() {
        return List.copyOf(launched);
    }

    /** Returns the latest program. */
    public Launched latest() {
        return launched.getLast();
    }

    /** Returns the signals that were sent, as {@code NUMBER to TARGET}. */
    public List<String> signals() {
        return List.copyOf(signals);
    }

    @Override
    public Launch launch(ProgramSpec spec, ProgramListener listener) {
        Launched program = new Launched(spec, listener);
        launched.add(program);
        if (!holding) {
            program.run();
        }
        return program::callOff;
    }

    @Override
    public boolean signal(int target, int number) {
        signals.add(number + " to " + target);
        return true;
    }

    /** Runs what it is given where it is, and notes where it should be as {@code NAMES of PID}. */
    @Override
    public NamespaceVisit visit(int pid, Set<String> names) {
        return new NamespaceVisit() {
            @Override
            public void run(Runnable action) {
                visits.add(new TreeSet<>(names) + " of " + pid);
                action.run();
            }

            @Override
            public void close() {}
        };
    }

    /** Returns the visits so far. */
    public List<String> visits() {
        return List.copyOf(visits);
    }

    /** Knows two of them. */
    @Override
    public boolean isCapability(String name) {
        return name.equals("net_bind_service") || name.equals("setgid");
    }
}
