package org.jwsgi.kernel.log;

import java.util.List;
import java.util.regex.Pattern;
import org.jwsgi.api.log.LogLine;

/**
 * Decides where lines go: what a drain matches is dropped, then what no filter matches; what a route matches goes to
 * every named logger whose route matches; the rest goes to all loggers without a name, or, when there is none, where the
 * log would go without loggers. Runs in: the process that reads the log, on its reading thread.
 *
 * @param drains patterns of lines to drop
 * @param filters patterns of which a line must match one; empty for no such condition
 * @param routes patterns and the loggers they lead to
 * @param unnamed the loggers for the rest
 */
record LogRoutes(List<Pattern> drains, List<Pattern> filters, List<Route> routes, List<LogDestination> unnamed) {
    /**
     * A way to one logger.
     *
     * @param pattern what lines have to match somewhere
     * @param destination where they go then
     */
    record Route(Pattern pattern, LogDestination destination) {}

    void send(LogLine line) {
        if (drains.isEmpty() && filters.isEmpty() && routes.isEmpty()) {
            all(line);
            return;
        }
        String text = line.text();
        if (matches(drains, text) || !filters.isEmpty() && !matches(filters, text)) {
            return;
        }
        boolean routed = false;
        for (Route route : routes) {
            if (route.pattern().matcher(text).find()) {
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

    private static boolean matches(List<Pattern> patterns, String text) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }
}
