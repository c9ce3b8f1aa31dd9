package org.jwsgi.plugins.alarm;

import java.util.Set;

/**
 * One {@code alarm-fd} of the configuration.
 *
 * @param alarm which alarm
 * @param fd the descriptor
 * @param bytes how many bytes to take from it each time
 * @param message what the alarm says
 */
record DescriptorTrigger(String alarm, int fd, int bytes, String message) {
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Reads {@code NAME FD[:BYTES] MESSAGE}.
     *
     * @throws IllegalArgumentException in uWSGI's words
     */
    static DescriptorTrigger parse(String value, Set<String> alarms) {
        String[] parts = value.split(" ", 3);
        if (parts.length == 3) {
            int colon = parts[1].indexOf(':');
            try {
                int fd = Integer.parseInt(colon < 0 ? parts[1] : parts[1].substring(0, colon));
                int bytes = colon < 0 ? 1 : Integer.parseInt(parts[1].substring(colon + 1));
                if (fd >= 0 && bytes > 0 && bytes <= MOST_BYTES) {
                    if (!alarms.contains(parts[0])) {
                        throw new IllegalArgumentException("unable to find alarm \"" + parts[0] + '"');
                    }
                    return new DescriptorTrigger(parts[0], fd, bytes, parts[2]);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("invalid alarm-fd syntax: " + value, e);
            }
        }
        throw new IllegalArgumentException("invalid alarm-fd syntax: " + value);
    }
}
