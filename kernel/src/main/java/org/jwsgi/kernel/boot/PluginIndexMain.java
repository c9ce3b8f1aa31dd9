package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Path;
import org.jwsgi.kernel.config.OptionSpecs;
import org.jwsgi.kernel.plugin.PluginIndexer;

/** Writes the index of a folder of plugins. Runs in: TOOL, at the assembly of a distribution. Argument: the folder. */
public final class PluginIndexMain {
    private PluginIndexMain() {}

    /** Writes the index; a broken plugin ends it with the reason. */
    public static void main(String[] args) throws IOException {
        PluginIndexer.index(Path.of(args[0]), OptionSpecs::of);
    }
}
