package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.Path;
import org.jwsgi.kernel.config.OptionSpecs;

/** Writes the index of a folder of plugins: {@code PluginIndexMain FOLDER}. Run when a distribution is assembled. */
public final class PluginIndexMain {
    private PluginIndexMain() {}

    /**
     * Writes the index.
     *
     * @param arguments the folder
     * @throws IOException when the folder cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("the folder of plugins is the only argument");
        }
        PluginIndexer.index(Path.of(arguments[0]), OptionSpecs::of);
    }
}
