package org.jwsgi.kernel.config;

import java.util.List;

/**
 * One declared option, as read from a record component or from the plugin index; enough for parsing the command line and
 * for {@code --help} without loading the plugin.
 *
 * @param name the option's name
 * @param aliases other spellings
 * @param shortName the one-letter form, or {@code 0}
 * @param arity whether it takes a value
 * @param argument what {@code --help} calls the value, empty for flags
 * @param help the one-line help
 * @param group the heading in {@code --help}
 * @param plugin the id of the plugin that declares it; {@code "kernel"} for the kernel's own
 * @param repeatable whether all values count, not only the last
 * @param defaultValue the default in the option's syntax, empty when there is none
 * @param implies flags that its presence switches on
 * @param secret whether values are masked
 * @param deprecated what to use instead, or empty
 */
public record OptionSpec(
        String name,
        List<String> aliases,
        char shortName,
        Arity arity,
        String argument,
        String help,
        String group,
        String plugin,
        boolean repeatable,
        String defaultValue,
        List<String> implies,
        boolean secret,
        String deprecated) {

    /** Whether an option takes a value, in getopt's terms. */
    public enum Arity {
        /** Never; {@code --name=value} is an error. */
        NONE,
        /** Always. */
        REQUIRED,
        /** Only as {@code --name=value}. */
        OPTIONAL
    }
}
