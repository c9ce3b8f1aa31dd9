package org.jwsgi.api.request;

import org.jspecify.annotations.Nullable;

/** Tells that an application could not be loaded. The message is for the operator; the cause, if any, is logged. */
public final class AppLoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public AppLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
