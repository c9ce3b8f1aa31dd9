package org.jwsgi.kernel.posix;

/** How a child process ended. */
public sealed interface ExitStatus {
    /**
     * It ended by itself.
     *
     * @param code its exit code, 0 to 255
     */
    record Exited(int code) implements ExitStatus {}

    /**
     * A signal ended it.
     *
     * @param signal the signal's number
     */
    record Signaled(int signal) implements ExitStatus {}

    /** Tells whether it ended by itself with a code. */
    default boolean isCode(int code) {
        return this instanceof Exited(int actual) && actual == code;
    }

    /** Decodes the status word of {@code waitpid(2)} for a child that ended. */
    static ExitStatus ofWaitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Exited((status >> 8) & 0xff) : new Signaled(signal);
    }
}
