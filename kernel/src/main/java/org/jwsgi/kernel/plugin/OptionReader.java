package org.jwsgi.kernel.plugin;

import java.util.List;
import org.jwsgi.kernel.config.OptionSpec;

/** Reads the options that a record declares. */
@FunctionalInterface
public interface OptionReader {
    /**
     * Returns the options of a record.
     *
     * @param record a class of a plugin
     * @param plugin the plugin's id
     * @throws IllegalArgumentException when the record does not declare options properly
     */
    List<OptionSpec> read(Class<? extends Record> record, String plugin);
}
