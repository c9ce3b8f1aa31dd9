package org.jwsgi.api.option;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a record as a group of options and gives the heading under which {@code --help} shows them. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OptionGroup {
    /** Returns the heading, such as {@code "Sockets"}. */
    String value();
}
