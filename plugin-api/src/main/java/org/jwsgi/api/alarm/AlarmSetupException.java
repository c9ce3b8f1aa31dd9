package org.jwsgi.api.alarm;

/** Tells that an alarm cannot be what the configuration wants. The message is one line for the operator. */
public final class AlarmSetupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public AlarmSetupException(String message) {
        super(message);
    }
}
