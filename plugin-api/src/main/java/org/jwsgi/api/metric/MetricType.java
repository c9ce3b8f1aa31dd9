package org.jwsgi.api.metric;

/** What a number means. The order is uWSGI's: its stats show the position. */
public enum MetricType {
    /** Only grows, until the instance ends. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Is what it was set to, without regard to what it was before. */
    ABSOLUTE,
    /** Is another metric under another name. */
    ALIAS
}
