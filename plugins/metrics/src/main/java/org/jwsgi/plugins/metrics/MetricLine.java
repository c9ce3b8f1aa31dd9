package org.jwsgi.plugins.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.metric.MetricDefinition;
import org.jwsgi.api.metric.MetricType;
import org.jwsgi.api.option.Keyval;

/**
 * One {@code metric} of the configuration.
 *
 * @param definition the metric
 * @param alias the metric that this one is another name for, or empty
 * @param collector the name of its collector, or empty
 * @param children the metrics that the collector looks at
 * @param texts {@code arg1} to {@code arg3}
 * @param numbers {@code arg1n} to {@code arg3n}
 */
record MetricLine(
        MetricDefinition definition,
        String alias,
        String collector,
        List<String> children,
        List<String> texts,
        List<Long> numbers) {
    private static final Set<String> KEYS = Set.of(
            "name",
            "alias",
            "type",
            "freq",
            "frequency",
            "oid",
            "initial-value",
            "reset-after-push",
            "collector",
            "children",
            "arg1",
            "arg2",
            "arg3",
            "arg1n",
            "arg2n",
            "arg3n");

    /**
     * Reads a line: a bare name, or keyval.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static MetricLine parse(String text) {
        if (text.indexOf('=') < 0) {
            return new MetricLine(
                    MetricDefinition.counter(text, ""), "", "", List.of(), List.of("", "", ""), List.of(0L, 0L, 0L));
        }
        Map<String, String> keys = Keyval.parse(text);
        String name = keys.getOrDefault("name", "");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("you need to specify a metric name: " + text);
        }
        String alias = keys.getOrDefault("alias", "");
        MetricType type = type(text, keys.getOrDefault("type", alias.isEmpty() ? "counter" : "alias"));
        if (type == MetricType.ALIAS && alias.isEmpty()) {
            throw new IllegalArgumentException("metric alias \"" + name + "\" requires a mapping !!!");
        }
        String freq = keys.getOrDefault("freq", keys.getOrDefault("frequency", ""));
        return new MetricLine(
                new MetricDefinition(
                        name,
                        keys.getOrDefault("oid", ""),
                        type,
                        number(text, "initial_value", keys.getOrDefault("initial-value", "")),
                        Math.clamp(number(text, "freq", freq), 1, Integer.MAX_VALUE),
                        isOn(keys.get("reset-after-push"))),
                alias,
                keys.getOrDefault("collector", ""),
                Keyval.split(keys.getOrDefault("children", ""), ';'),
                List.of(keys.getOrDefault("arg1", ""), keys.getOrDefault("arg2", ""), keys.getOrDefault("arg3", "")),
                List.of(
                        number(text, "arg1n", keys.getOrDefault("arg1n", "")),
                        number(text, "arg2n", keys.getOrDefault("arg2n", "")),
                        number(text, "arg3n", keys.getOrDefault("arg3n", ""))));
    }

    /** Returns what stands where keys do in a line, but is none. */
    static List<String> unknownKeys(String text) {
        if (text.indexOf('=') < 0) {
            return List.of();
        }
        return Keyval.parse(text).keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .toList();
    }

    private static MetricType type(String text, String name) {
        return switch (name) {
            case "counter" -> MetricType.COUNTER;
            case "gauge" -> MetricType.GAUGE;
            case "absolute" -> MetricType.ABSOLUTE;
            case "alias" -> MetricType.ALIAS;
            default ->
                throw new IllegalArgumentException("cannot use metric \"" + text + "\": there is no type \"" + name
                        + "\"; counter, gauge, absolute and alias would work");
        };
    }

    static long number(String text, String key, String value) {
        if (value.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cannot use \"" + text + "\": " + key + " is not a number", e);
        }
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable String value) {
        return value != null && !value.equals("0") && !value.equals("false") && !value.equals("no");
    }
}
