package org.jwsgi.plugins.alarm;

/**
 * One {@code alarm} of the configuration.
 *
 * @param name how triggers call it
 * @param type which provider makes it
 * @param argument what the provider is told
 * @param text the value as it was written
 */
record AlarmDefinition(String name, String type, String argument, String text) {
    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException in uWSGI's words, when there is no space or no colon
     */
    static AlarmDefinition parse(String value) {
        int space = value.indexOf(' ');
        int colon = value.indexOf(':', space + 1);
        if (space <= 0 || colon < 0) {
            throw new IllegalArgumentException("invalid alarm syntax: " + value);
        }
        return new AlarmDefinition(
                value.substring(0, space), value.substring(space + 1, colon), value.substring(colon + 1), value);
    }
}
