package org.jwsgi.api.supervisor;

import org.jspecify.annotations.Nullable;

/** Tells that a supervisor, or something that it asked for, cannot be had. The message is one line for the operator. */
public final class SupervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public SupervisorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception without a cause. */
    public SupervisorException(String message) {
        this(message, null);
    }
}
