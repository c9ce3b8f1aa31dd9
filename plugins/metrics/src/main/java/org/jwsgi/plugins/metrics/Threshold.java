package org.jwsgi.plugins.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.option.Keyval;

/** Watches one metric. Collecting thread only. */
final class Threshold {
    private final Rule rule;
    private final Metric metric;
    private final Listener listener;
    private long lastAlarm = Long.MIN_VALUE;
    private boolean reached;

    Threshold(Rule rule, Metric metric, Listener listener) {
        this.rule = rule;
        this.metric = metric;
        this.listener = listener;
    }

    /**
     * One {@code metric-threshold} of the configuration.
     *
     * @param key the metric's name
     * @param value the value that it must reach
     * @param alarm the alarm to raise; empty for none
     * @param rate how many seconds lie between two alarms at least, 0 for no limit
     * @param message what the alarm says; the metric's name by default
     * @param reset the value that the metric is set to; empty to leave it
     */
    record Rule(String key, long value, Optional<String> alarm, long rate, String message, Optional<Long> reset) {
        private static final Set<String> KEYS = Set.of("key", "value", "alarm", "rate", "msg", "reset");

        /** Returns what stands where keys do in a rule, but is none. */
        static List<String> unknownKeys(String text) {
            return Keyval.parse(text).keySet().stream()
                    .filter(key -> !KEYS.contains(key))
                    .toList();
        }

        /**
         * Reads a rule.
         *
         * @throws IllegalArgumentException when the key or the value is missing
         */
        static Rule parse(String text) {
            Map<String, String> keys = Keyval.parse(text);
            String key = keys.getOrDefault("key", "");
            String value = keys.getOrDefault("value", "");
            if (key.isEmpty() || value.isEmpty()) {
                throw new IllegalArgumentException("metric's threshold requires a key and a value: " + text);
            }
            String message = keys.getOrDefault("msg", "");
            return new Rule(
                    key,
                    MetricLine.number(text, "value", value),
                    Optional.ofNullable(keys.get("alarm")).filter(name -> !name.isEmpty()),
                    MetricLine.number(text, "rate", keys.getOrDefault("rate", "")),
                    message.isEmpty() ? key : message,
                    Optional.ofNullable(keys.get("reset")).map(number -> MetricLine.number(text, "reset", number)));
        }
    }

    /** Learns of what thresholds find. */
    interface Listener {
        /** A metric has reached its threshold, and had not at the look before. */
        void reached(Rule rule, long value);

        /** An alarm is due. */
        void alarm(String alarm, String message);
    }

    /**
     * Looks at the metric.
     *
     * @param second the time in whole seconds since any start
     */
    void check(long second) {
        long value = metric.value();
        if (value < rule.value()) {
            reached = false;
            return;
        }
        if (!reached) {
            listener.reached(rule, value);
        }
        rule.reset().ifPresent(metric::set);
        reached = rule.reset().isEmpty();
        if (rule.alarm().isPresent() && (lastAlarm == Long.MIN_VALUE || second - lastAlarm >= rule.rate())) {
            lastAlarm = second;
            listener.alarm(rule.alarm().get(), rule.message());
        }
    }
}
