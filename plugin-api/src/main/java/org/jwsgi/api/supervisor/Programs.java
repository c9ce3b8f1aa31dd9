package org.jwsgi.api.supervisor;

import java.util.Set;

/**
 * The programs that a supervisor runs. Each leads a session and a process group of its own. When a program ends, what is left
 * of its group is killed; when the supervisor ends, in whatever way, every group is. Loop.
 */
public interface Programs {
    /**
     * Starts a program. Returns at once; the program is born on a thread of its own, where its steps may block.
     *
     * @param listener is told on the loop how it went
     * @return the way to prevent it while its steps take their time
     */
    Launch launch(ProgramSpec spec, ProgramListener listener);

    /**
     * Sends a signal to any process.
     *
     * @param target a pid, or a negated process group
     * @return false when there is no such process or it may not be signalled
     */
    boolean signal(int target, int number);

    /**
     * Opens the way into the namespaces of a running program.
     *
     * @param names as in {@link ProgramStep.Separate}; the program has to have these namespaces alone
     * @throws SupervisorException when the program has ended
     */
    NamespaceVisit visit(int pid, Set<String> names);

    /** Tells whether a name, or a number, stands for a capability of Linux. Any thread. */
    boolean isCapability(String name);
}
