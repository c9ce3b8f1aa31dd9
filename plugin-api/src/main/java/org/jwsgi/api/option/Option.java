package org.jwsgi.api.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one option. It sits on a component of a record marked {@link OptionGroup}; the component's type is the
 * option's type:
 *
 * <ul>
 *   <li>{@code boolean}: a flag. Present is on, unless its value is {@code false}, {@code off}, {@code no} or
 *       {@code 0}; see {@link #inverted()}.
 *   <li>{@code int}, {@code long}: a decimal number of at least {@link #min()}.
 *   <li>{@link java.time.Duration}: whole seconds, unless {@link #unit()} says otherwise.
 *   <li>{@link ByteSize}: bytes, with an optional suffix k, m or g; {@link #unit()} may make a bare number megabytes.
 *   <li>{@link FileMode}: three or four octal digits.
 *   <li>{@link KeyValue}: {@code KEY=VALUE}.
 *   <li>{@link Spelled}: any text, with the one of the option's names that was used.
 *   <li>{@link String}, {@link java.nio.file.Path}, an enum (constants in lower case with dashes).
 *   <li>a record: uWSGI's keyval syntax {@code key=value,key=value}; each component names one key.
 *   <li>{@code Optional<T>}: absent unless configured.
 *   <li>{@code List<T>}: repeatable, in the order of appearance.
 * </ul>
 *
 * <p>A scalar that is configured more than once keeps its last value.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Option {
    /** Returns the option's name, dashed, as uWSGI spells it. */
    String name();

    /** Returns other spellings of the same option. */
    String[] aliases() default {};

    /** Returns the one-letter command line form, or {@code 0} for none. */
    char shortName() default 0;

    /** Returns the one line that {@code --help} prints, lower case, no full stop. */
    String help();

    /** Returns the name of the argument in {@code --help}, such as {@code ADDRESS}; derived from the type when empty. */
    String argument() default "";

    /** Returns the value that is used when the option is not configured, in the option's own syntax. */
    String defaultValue() default "";

    /** Returns the value of an option that is given without one; empty when a value is required. */
    String bareValue() default "";

    /** Returns names of flags that this option switches on by its mere presence, such as {@code master}. */
    String[] implies() default {};

    /** Returns the unit of a bare number: {@code s}, {@code ms}, {@code bytes}, {@code MB}, ... */
    String unit() default "";

    /** Returns the smallest number that is accepted. */
    long min() default 0;

    /** Returns the largest number that is accepted. */
    long max() default Long.MAX_VALUE;

    /** Tells that presence switches a default of true off, as {@code disable-logging} does. */
    boolean inverted() default false;

    /** Tells that values must not be shown, as for passwords. */
    boolean secret() default false;

    /** Returns what to use instead, for an option that still works but should go; empty otherwise. */
    String deprecated() default "";
}
