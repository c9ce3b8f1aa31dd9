package org.jwsgi.api.metric;

/**
 * What a metric is called and how it behaves.
 *
 * @param name letters, digits, {@code .}, {@code _} and {@code -}
 * @param oid digits and dots, or empty
 * @param type what the number means
 * @param initialValue the value at the start; a collected counter counts on from here
 * @param frequency how many seconds lie between two collections, at least 1
 * @param resetAfterPush whether the value returns to the initial one once it has been pushed
 */
public record MetricDefinition(
        String name, String oid, MetricType type, long initialValue, int frequency, boolean resetAfterPush) {
    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException in uWSGI's words when one has other characters
     */
    public MetricDefinition {
        if (!consistsOf(name, true) || name.isEmpty()) {
            throw new IllegalArgumentException("invalid metric name: " + name);
        }
        if (!consistsOf(oid, false)) {
            throw new IllegalArgumentException("invalid metric oid: " + oid);
        }
        frequency = Math.max(1, frequency);
    }

    /** A counter that starts at 0 and is collected each second. */
    public static MetricDefinition counter(String name, String oid) {
        return of(name, oid, MetricType.COUNTER);
    }

    /** A gauge that starts at 0 and is collected each second. */
    public static MetricDefinition gauge(String name, String oid) {
        return of(name, oid, MetricType.GAUGE);
    }

    /** A metric that starts at 0 and is collected each second. */
    public static MetricDefinition of(String name, String oid, MetricType type) {
        return new MetricDefinition(name, oid, type, 0, 1, false);
    }

    /** Returns the same metric with another initial value. */
    public MetricDefinition startingAt(long value) {
        return new MetricDefinition(name, oid, type, value, frequency, resetAfterPush);
    }

    private static boolean consistsOf(String text, boolean letters) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '-';
            if (!(c >= '0' && c <= '9' || c == '.' || letters && letter)) {
                return false;
            }
        }
        return true;
    }
}
