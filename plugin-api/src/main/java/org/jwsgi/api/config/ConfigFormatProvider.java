package org.jwsgi.api.config;

import java.util.List;
import org.jwsgi.api.Provider;

/** A configuration file format. Its {@link #name()} is also the option that reads a file in this format. */
public interface ConfigFormatProvider extends Provider {
    /** Returns further option names that read a file in this format. */
    List<String> aliases();

    /** Returns the file name endings of this format, such as {@code ".yaml"}. */
    List<String> suffixes();

    /**
     * Reads the lines of a file. Runs at start-up on the main thread.
     *
     * @throws ConfigFormatException when the text is not in this format; its message names the line
     */
    List<ConfigLine> parse(ConfigText text);
}
