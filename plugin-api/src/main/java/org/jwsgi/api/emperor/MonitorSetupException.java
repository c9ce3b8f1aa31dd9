package org.jwsgi.api.emperor;

import org.jspecify.annotations.Nullable;

/** Tells that the address of a monitor makes no sense. The message is one line for the operator. */
public final class MonitorSetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public MonitorSetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception without a cause. */
    public MonitorSetupException(String message) {
        this(message, null);
    }
}
