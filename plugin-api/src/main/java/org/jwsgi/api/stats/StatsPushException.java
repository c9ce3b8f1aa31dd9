package org.jwsgi.api.stats;

import org.jspecify.annotations.Nullable;

/** Tells that a picture could not be pushed. The message is one line for the operator. */
public final class StatsPushException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public StatsPushException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
