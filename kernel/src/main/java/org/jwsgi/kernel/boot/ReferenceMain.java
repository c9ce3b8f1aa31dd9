package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jwsgi.kernel.config.OptionReference;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.OptionSpecs;
import org.jwsgi.kernel.plugin.PluginHost;

/**
 * Writes the option reference of an installation, or checks that a folder holds it unchanged. Runs in: TOOL, in the
 * build. Arguments: {@code check|write INSTALLATION FOLDER}.
 */
public final class ReferenceMain {
    private ReferenceMain() {}

    /** Writes or checks; a stale reference ends with status 1 and names the files. */
    public static void main(String[] args) throws IOException {
        boolean write = args[0].equals("write");
        Path folder = Path.of(args[2]);
        Map<String, String> pages = OptionReference.render(options(Path.of(args[1])));
        List<String> stale = new ArrayList<>();
        Files.createDirectories(folder);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Path file = folder.resolve(page.getKey());
            if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
                stale.add(page.getKey());
                if (write) {
                    Files.writeString(file, page.getValue());
                }
            }
        }
        try (var files = Files.newDirectoryStream(folder, "*.md")) {
            for (Path file : files) {
                if (!pages.containsKey(file.getFileName().toString())) {
                    stale.add(file.getFileName().toString());
                    if (write) {
                        Files.delete(file);
                    }
                }
            }
        }
        if (!write && !stale.isEmpty()) {
            throw new IOException("the option reference in " + folder + " is stale: " + stale
                    + "; rewrite it with: mvn -pl '!integration-tests' -DskipTests -Djwsgi.reference=write package");
        }
    }

    private static List<OptionSpec> options(Path installation) {
        PluginHost host = PluginHost.open(
                installation.resolve("plugins").toAbsolutePath(),
                List.of(),
                installation.resolve("plugins/.unpacked"),
                OptionSpecs::of,
                _ -> false);
        List<OptionSpec> options = new ArrayList<>(KernelRecords.options());
        options.addAll(host.availableOptions());
        return options;
    }
}
