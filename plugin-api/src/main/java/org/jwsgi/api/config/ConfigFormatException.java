package org.jwsgi.api.config;

/** Tells that a configuration file is not in the format it claims. The message is one line for the user. */
public final class ConfigFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;

    /**
     * Creates the exception.
     *
     * @param line the offending line, from 1; 0 when unknown
     * @param message what is wrong, lower case, without the file's name
     */
    public ConfigFormatException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** Returns the offending line, from 1; 0 when unknown. */
    public int line() {
        return line;
    }
}
