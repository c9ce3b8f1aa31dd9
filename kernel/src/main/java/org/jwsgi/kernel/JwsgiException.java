package org.jwsgi.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the kernel can explain. The message is what the operator reads: {@code cannot VERB OBJECT: reason},
 * lower case, no full stop.
 */
public class JwsgiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who can mend it; decides whether a stack trace is shown. */
    public enum Kind {
        /** The configuration or command line is wrong. No trace. */
        USER,
        /** The machine refuses: a port in use, a missing file. No trace. */
        ENVIRONMENT,
        /** A plugin failed. Trace. */
        PLUGIN,
        /** jwsgi is wrong. Trace. */
        BUG
    }

    private final Kind kind;
    private final String text;

    /** Creates the exception. */
    public JwsgiException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.text = message;
    }

    /** Creates the exception without a cause. */
    public JwsgiException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Returns the message. */
    @Override
    public String getMessage() {
        return text;
    }

    /** Returns who can mend it. */
    public Kind kind() {
        return kind;
    }
}
