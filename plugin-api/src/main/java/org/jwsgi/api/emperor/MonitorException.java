package org.jwsgi.api.emperor;

import org.jspecify.annotations.Nullable;

/** Tells that a monitor cannot read its source now. The message is one line for the operator and names the source. */
public final class MonitorException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public MonitorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception without a cause. */
    public MonitorException(String message) {
        this(message, null);
    }
}
