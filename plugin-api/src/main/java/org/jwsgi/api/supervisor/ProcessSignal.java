package org.jwsgi.api.supervisor;

/** The signals that a supervisor hears of. */
public enum ProcessSignal {
    /** {@code SIGHUP}. */
    HUP,
    /** {@code SIGINT}. */
    INT,
    /** {@code SIGQUIT}. */
    QUIT,
    /** {@code SIGTERM}. */
    TERM,
    /** {@code SIGUSR1}. */
    USR1,
    /** {@code SIGURG}. */
    URG,
    /** {@code SIGTSTP}. */
    TSTP,
    /** {@code SIGWINCH}. */
    WINCH
}
