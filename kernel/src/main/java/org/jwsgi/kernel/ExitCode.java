package org.jwsgi.kernel;

/** The exit codes of uWSGI, on which Emperors, init scripts and masters depend. */
public enum ExitCode {
    /** Normal end of a master. */
    OK(0),
    /** Configuration, bind or hook error; triggers {@code fallback-config}. */
    ERROR(1),
    /** What a JVM ends with under {@code -XX:+ExitOnOutOfMemoryError}. */
    OUT_OF_MEMORY(3),
    /** A worker met a monitored exception. */
    EXCEPTION(5),
    /** A worker asks for cheap mode. */
    CHEAP(15),
    /** Graceful end of a worker or sole process, for a reload. */
    RELOAD(17),
    /** No app and {@code need-app}. */
    FAILED_APP(22),
    /** A vassal whose configuration is not available. */
    EXILE(26),
    /** A worker asks for a respawn without a log line. */
    QUIET(29),
    /** A worker or sole process ended by SIGINT or SIGTERM. */
    END(30),
    /** A worker asks for a brutal reload. */
    BRUTAL_RELOAD(31),
    /** A de-hijacked worker. */
    DE_HIJACKED(173),
    /** A command such as {@code --stop} could not signal its target. */
    SIGNAL_FAILED(255);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the number. */
    public int code() {
        return code;
    }
}
