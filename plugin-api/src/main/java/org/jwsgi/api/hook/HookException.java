package org.jwsgi.api.hook;

import org.jspecify.annotations.Nullable;

/** Tells that a hook is badly written or failed. The message is one line for the operator. */
public final class HookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public HookException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception without a cause. */
    public HookException(String message) {
        this(message, null);
    }
}
