package org.jwsgi.kernel.config;

/**
 * One component of an option record, as read from the record's class file: what users see of it, and what turns their
 * text into a value.
 *
 * @param spec what users see
 * @param component the record component's name
 * @param type the component's type
 * @param bareValue the value of an option given without one, or empty
 * @param unit the unit of a bare number, or empty
 * @param min the smallest number accepted
 * @param max the largest number accepted
 * @param inverted whether presence switches a default of true off
 */
record DeclaredOption(
        OptionSpec spec,
        String component,
        OptionType type,
        String bareValue,
        String unit,
        long min,
        long max,
        boolean inverted) {}
