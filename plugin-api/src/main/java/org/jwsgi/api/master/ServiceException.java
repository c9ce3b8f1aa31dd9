package org.jwsgi.api.master;

import org.jspecify.annotations.Nullable;

/** Tells that a service cannot start. The message is one line for the operator. */
public final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
