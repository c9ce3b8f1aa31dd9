package org.jwsgi.api.config;

/**
 * Where a configuration line came from.
 *
 * @param name the file as the user named it, {@code "command line"} or {@code "environment"}
 * @param line the line in the file or the position on the command line, from 1; 0 when unknown
 */
public record ConfigSource(String name, int line) {
    /** Returns {@code name:line}, or the name alone when the line is unknown. */
    @Override
    public String toString() {
        return line == 0 ? name : name + ":" + line;
    }
}
