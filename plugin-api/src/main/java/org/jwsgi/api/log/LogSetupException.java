package org.jwsgi.api.log;

/** Tells that a logger or an encoder cannot be what the configuration wants. The message is one line for the operator. */
public final class LogSetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public LogSetupException(String message) {
        super(message);
    }
}
