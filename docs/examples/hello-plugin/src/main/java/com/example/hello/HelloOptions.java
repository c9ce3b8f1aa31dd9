package com.example.hello;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of the hello plugin.
 *
 * @param greeting what each answer begins with
 */
@OptionGroup("Hello")
public record HelloOptions(
        @Option(name = "hello-greeting", argument = "TEXT", defaultValue = "Hello", help = "greet with this text")
        String greeting) {
    /** Rejects a greeting that nobody could see. */
    public HelloOptions {
        if (greeting.isBlank()) {
            throw new IllegalArgumentException("a greeting cannot be blank");
        }
    }
}
