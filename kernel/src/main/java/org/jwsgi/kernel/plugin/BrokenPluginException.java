package org.jwsgi.kernel.plugin;

import org.jspecify.annotations.Nullable;

/** Tells, within this package, why a plugin cannot be used. It becomes the plugin's state, never a crash. */
final class BrokenPluginException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenPluginException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    BrokenPluginException(String reason) {
        this(reason, null);
    }

    /** Returns the reason: one line, lower case. */
    String reason() {
        String message = getMessage();
        return message == null ? "unknown" : message;
    }

    /** Says in one line what a plugin threw. */
    static String describe(Throwable thrown) {
        if (thrown instanceof UnsupportedClassVersionError) {
            return "compiled for a newer Java than " + Runtime.version().feature();
        }
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return message == null
                ? name
                : name + ": " + message.lines().findFirst().orElse("");
    }
}
