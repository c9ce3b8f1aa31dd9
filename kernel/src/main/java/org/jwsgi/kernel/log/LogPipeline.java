package org.jwsgi.kernel.log;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogSink;

/**
 * What becomes of the log of an instance, checked and ready to be opened.
 *
 * @param server the way of server lines
 * @param requests the way of request lines, where they have one of their own
 * @param limit the most bytes of one event
 */
public record LogPipeline(Way server, Optional<Way> requests, int limit) {
    /**
     * A logger.
     *
     * @param name its name, empty for a logger that gets everything
     * @param label what its problems are reported under
     * @param sink the sink, not opened yet
     * @param encoders its encoders, in order
     */
    public record Target(String name, String label, LogSink sink, List<LogEncoder> encoders) {
        /** Copies the list. */
        public Target {
            encoders = List.copyOf(encoders);
        }
    }

    /**
     * A route.
     *
     * @param logger the name of the loggers it leads to
     * @param expression what lines have to match
     */
    public record Rule(String logger, LogExpression expression) {}

    /**
     * The way of one kind of lines.
     *
     * @param drains expressions of lines to drop
     * @param filters expressions of which a line must match one; empty for no such condition
     * @param rules the routes
     * @param targets the loggers
     * @param fallback the encoders of lines that no logger gets
     */
    public record Way(
            List<LogExpression> drains,
            List<LogExpression> filters,
            List<Rule> rules,
            List<Target> targets,
            List<LogEncoder> fallback) {
        /** Copies the lists. */
        public Way {
            drains = List.copyOf(drains);
            filters = List.copyOf(filters);
            rules = List.copyOf(rules);
            targets = List.copyOf(targets);
            fallback = List.copyOf(fallback);
        }
    }
}
