package org.jwsgi.kernel.config;

import java.util.List;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;

/** A configuration that cannot be used. Carries everything that is wrong with it; the message is one line for each. */
public final class ConfigException extends JwsgiException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;
    private final int exitCode;
    private final transient Optional<String> fallback;

    ConfigException(List<Problem> problems, int exitCode, Optional<String> fallback) {
        super(Kind.USER, text(problems));
        this.problems = List.copyOf(problems);
        this.exitCode = exitCode;
        this.fallback = fallback;
    }

    /** Returns everything that is wrong, in the order in which it was met; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    /** Returns the exit code: 1, or 26 for a vassal whose configuration a server refused. */
    public int exitCode() {
        return exitCode;
    }

    /** Returns the file that {@code fallback-config} named before the configuration failed. */
    public Optional<String> fallback() {
        return fallback;
    }

    private static String text(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(problem);
        }
        return text.toString();
    }
}
