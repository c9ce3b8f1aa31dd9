package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.JwsgiException;

/** Writes the {@link PluginIndex} of a folder. Runs when a distribution is made. */
public final class PluginIndexer {
    private PluginIndexer() {}

    /**
     * Looks into every plugin of a folder and writes the folder's index.
     *
     * @throws JwsgiException when a plugin is broken, with all reasons
     * @throws IOException when the folder cannot be read or the index cannot be written
     */
    public static void index(Path folder, OptionReader options) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        Path index = absolute.resolve(PluginIndex.FILE);
        Files.deleteIfExists(index);
        PluginCatalogue catalogue = new PluginCatalogue(
                new PluginRegistry(),
                new PluginInspector(options, _ -> false),
                new PluginCache(absolute.resolve(".unpacked")));
        catalogue.addDistribution(absolute);
        List<PluginIndex.Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (PluginCandidate candidate : catalogue.candidates()) {
            String problem = candidate.problem();
            if (problem != null) {
                problems.add("cannot index " + candidate.path() + ": " + problem);
            } else if (candidate.path().toString().endsWith(".zip")) {
                problems.add("cannot index " + candidate.path() + ": a distribution holds plugins unpacked");
            } else if (candidate.files() instanceof PluginFiles files
                    && candidate.contents() instanceof PluginContents contents) {
                entries.add(
                        new PluginIndex.Entry(candidate.path(), Fingerprint.of(candidate.path()), -1, files, contents));
            }
        }
        if (!problems.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.PLUGIN, String.join("\n", problems));
        }
        Files.write(index, PluginIndex.write(entries, absolute));
    }
}
