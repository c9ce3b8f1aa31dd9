package org.jwsgi.kernel.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.kernel.log.LogExpression.Match;

/**
 * Decides where lines go: what a drain matches is dropped, then what no filter matches; what a route matches goes to
 * every named logger whose route matches; the rest goes to all loggers without a name, or, when there is none, where the
 * log would go without loggers. An expression that is too much work for a line drops it nowhere: a drain lets it pass, and so
 * does a filter, and a route leaves it to the others. Runs in: the process that reads the log, on its reading thread.
 */
final class LogRoutes {
    private static final long TELL_EVERY = TimeUnit.SECONDS.toMicros(60);

    private final List<LogExpression> drains;
    private final List<LogExpression> filters;
    private final List<Route> routes;
    private final List<LogDestination> unnamed;
    private final Map<LogExpression, Long> told = new HashMap<>();

    /**
     * Creates the ways.
     *
     * @param drains expressions of lines to drop
     * @param filters expressions of which a line must match one; empty for no such condition
     * @param routes expressions and the loggers they lead to
     * @param unnamed the loggers for the rest
     */
    LogRoutes(
            List<LogExpression> drains, List<LogExpression> filters, List<Route> routes, List<LogDestination> unnamed) {
        this.drains = drains;
        this.filters = filters;
        this.routes = routes;
        this.unnamed = unnamed;
    }

    /**
     * A way to one logger.
     *
     * @param expression what lines have to match somewhere
     * @param destination where they go then
     */
    record Route(LogExpression expression, LogDestination destination) {}

    void send(LogLine line) {
        if (drains.isEmpty() && filters.isEmpty() && routes.isEmpty()) {
            all(line);
            return;
        }
        String text = line.text();
        if (matches(drains, line, text, false) || !filters.isEmpty() && !matches(filters, line, text, true)) {
            return;
        }
        boolean routed = false;
        for (Route route : routes) {
            if (matches(route.expression(), line, text, false)) {
                route.destination().offer(line);
                routed = true;
            }
        }
        if (!routed) {
            all(line);
        }
    }

    private void all(LogLine line) {
        for (LogDestination destination : unnamed) {
            destination.offer(line);
        }
    }

    private boolean matches(List<LogExpression> expressions, LogLine line, String text, boolean inDoubt) {
        for (LogExpression expression : expressions) {
            if (matches(expression, line, text, inDoubt)) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(LogExpression expression, LogLine line, String text, boolean inDoubt) {
        Match match = expression.find(text);
        if (match == Match.GAVE_UP) {
            tell(expression, line);
            return inDoubt;
        }
        return match == Match.YES;
    }

    /** Says it once in a while, in the log itself, where it costs no waiting. */
    private void tell(LogExpression expression, LogLine line) {
        Long before = told.get(expression);
        if (before == null || Math.abs(line.micros() - before) >= TELL_EVERY) {
            told.put(expression, line.micros());
            byte[] words = LogFraming.line("log: gave up looking for \"" + expression + "\" in a line of "
                    + line.length() + " bytes: too much backtracking");
            all(new LogLine(words, line.micros(), line.request()));
        }
    }
}
