package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.PluginApi;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.kernel.config.OptionSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code index} in a folder of plugins: what each plugin offers, so that a start need not open them all. The
 * same lines tell a worker which plugins its master has chosen.
 *
 * <p>One line is one fact, its fields separated by tabs and the elements of a list by the unit separator; {@code
 * provider} and {@code option} lines belong to the {@code plugin} line before them, {@code socket} lines to the {@code
 * provider} line. An entry counts only while the plugin's {@link Fingerprint} is the one noted, and the whole file only
 * for the API version that wrote it.
 */
final class PluginIndex {
    /** The file's name. */
    static final String FILE = "index";

    private static final Logger LOG = LoggerFactory.getLogger(PluginIndex.class);
    private static final String HEADER = "jwsgi-plugin-index";
    private static final String FORMAT = "2";

    private PluginIndex() {}

    /**
     * A plugin in the index.
     *
     * @param path its file or folder
     * @param fingerprint its fingerprint when the entry was made, empty where it is not looked at
     * @param modifier the modifier1 that a configuration gave it, or -1
     * @param files its class path and manifest
     * @param contents what it offers
     */
    record Entry(Path path, String fingerprint, int modifier, PluginFiles files, PluginContents contents) {}

    /** Reads a folder's index; an empty map when there is none or it cannot be used. Keys are file names. */
    static Map<String, Entry> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (Entry entry : parse(IndexLine.lines(Files.readString(file)), folder)) {
                entries.put(String.valueOf(entry.path().getFileName()), entry);
            }
            return entries;
        } catch (IOException e) {
            LOG.warn("cannot read plugin index {}: {}", file, BrokenPluginException.describe(e));
            return Map.of();
        }
    }

    /**
     * Returns the lines of an index.
     *
     * @param folder the folder that paths are written relative to, or null to write them in full
     */
    static List<String> write(List<Entry> entries, @Nullable Path folder) {
        List<String> lines = new ArrayList<>();
        lines.add(new IndexLine(HEADER).add(FORMAT).add(PluginApi.VERSION).toString());
        for (Entry entry : entries) {
            PluginManifest manifest = entry.files().manifest();
            List<String> classPath = new ArrayList<>();
            entry.files().classPath().forEach(element -> classPath.add(relative(element, folder)));
            lines.add(new IndexLine("plugin")
                    .add(relative(entry.path(), folder))
                    .add(entry.fingerprint())
                    .add(String.valueOf(entry.modifier()))
                    .add(classPath)
                    .add(manifest.id())
                    .add(manifest.version())
                    .add(manifest.description())
                    .add(manifest.requires())
                    .add(manifest.dependencyList())
                    .add(manifest.aliases())
                    .toString());
            entry.contents().providers().forEach(provider -> writeProvider(provider, lines));
            entry.contents().options().forEach(option -> lines.add(writeOption(option)));
        }
        return lines;
    }

    /**
     * Reads the lines of an index.
     *
     * @param folder what relative paths are relative to
     * @return the entries; none when the lines were written for another API version
     * @throws IOException when the lines are damaged
     */
    static List<Entry> parse(List<String> lines, Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (lines.isEmpty() || !lines.getFirst().equals(header())) {
            return entries;
        }
        Draft draft = null;
        int number = 1;
        try {
            for (String text : lines.subList(1, lines.size())) {
                number++;
                IndexLine line = IndexLine.parse(text);
                if (line.type().equals("plugin")) {
                    if (draft != null) {
                        entries.add(draft.entry());
                    }
                    draft = new Draft(line, folder);
                } else if (draft != null) {
                    draft.read(line);
                }
            }
            if (draft != null) {
                entries.add(draft.entry());
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("line " + number + " is damaged", e);
        }
        return entries;
    }

    private static String header() {
        return new IndexLine(HEADER).add(FORMAT).add(PluginApi.VERSION).toString();
    }

    private static String relative(Path path, @Nullable Path folder) {
        return (folder == null ? path : folder.relativize(path)).toString();
    }

    private static void writeProvider(ProviderEntry provider, List<String> lines) {
        List<String> roles = new ArrayList<>();
        for (ProcessRole role : ProcessRole.values()) {
            if (provider.roles().contains(role)) {
                roles.add(role.name());
            }
        }
        ProviderFacts facts = provider.facts();
        lines.add(new IndexLine("provider")
                .add(provider.kind().name())
                .add(provider.name())
                .add(provider.className())
                .add(roles)
                .add(provider.records())
                .add(String.valueOf(facts.modifier1()))
                .add(facts.appOptions())
                .add(facts.formatOptions())
                .add(facts.suffixes())
                .add(facts.verbs())
                .toString());
        for (SocketOption socket : facts.sockets()) {
            lines.add(new IndexLine("socket")
                    .add(socket.name())
                    .add(socket.aliases())
                    .add(String.valueOf((int) socket.shortName()))
                    .add(socket.help())
                    .toString());
        }
    }

    private static String writeOption(OptionSpec option) {
        return new IndexLine("option")
                .add(option.name())
                .add(option.aliases())
                .add(String.valueOf((int) option.shortName()))
                .add(option.arity().name())
                .add(option.argument())
                .add(option.help())
                .add(option.group())
                .add(String.valueOf(option.repeatable()))
                .add(option.defaultValue())
                .add(option.implies())
                .add(String.valueOf(option.secret()))
                .add(option.deprecated())
                .toString();
    }

    /** Does what {@code Enum.valueOf} does, without its reflection, which costs milliseconds at start. */
    private static <E extends Enum<E>> E named(E[] constants, String name) {
        for (E constant : constants) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** One entry while its lines are read. */
    private static final class Draft {
        private final Path path;
        private final String fingerprint;
        private final int modifier;
        private final PluginFiles files;
        private final List<ProviderEntry> providers = new ArrayList<>();
        private final List<OptionSpec> options = new ArrayList<>();

        Draft(IndexLine line, Path folder) {
            path = folder.resolve(line.text());
            fingerprint = line.text();
            modifier = line.number();
            List<Path> classPath = new ArrayList<>();
            for (String element : line.list()) {
                classPath.add(folder.resolve(element));
            }
            files = new PluginFiles(
                    classPath,
                    new PluginManifest(
                            line.text(),
                            line.text(),
                            line.text(),
                            line.text(),
                            PluginManifest.dependencies(line.text()),
                            line.list()));
        }

        Entry entry() {
            return new Entry(path, fingerprint, modifier, files, new PluginContents(providers, options));
        }

        void read(IndexLine line) {
            switch (line.type()) {
                case "provider" -> providers.add(readProvider(line));
                case "socket" -> addSocket(line);
                case "option" -> options.add(readOption(line));
                default -> throw new IllegalArgumentException(line.type());
            }
        }

        private static ProviderEntry readProvider(IndexLine line) {
            ProviderKind kind = named(ProviderKind.values(), line.text());
            String name = line.text();
            String className = line.text();
            Set<ProcessRole> roles = new HashSet<>();
            for (String role : line.list()) {
                roles.add(named(ProcessRole.values(), role));
            }
            List<String> records = line.list();
            ProviderFacts facts =
                    new ProviderFacts(line.number(), line.list(), List.of(), line.list(), line.list(), line.list());
            return new ProviderEntry(kind, name, className, roles, records, facts);
        }

        private void addSocket(IndexLine line) {
            ProviderEntry provider = providers.removeLast();
            ProviderFacts facts = provider.facts();
            List<SocketOption> sockets = new ArrayList<>(facts.sockets());
            sockets.add(new SocketOption(line.text(), line.list(), (char) line.number(), line.text()));
            ProviderFacts completed = new ProviderFacts(
                    facts.modifier1(),
                    facts.appOptions(),
                    sockets,
                    facts.formatOptions(),
                    facts.suffixes(),
                    facts.verbs());
            providers.add(new ProviderEntry(
                    provider.kind(),
                    provider.name(),
                    provider.className(),
                    provider.roles(),
                    provider.records(),
                    completed));
        }

        private OptionSpec readOption(IndexLine line) {
            return new OptionSpec(
                    line.text(),
                    line.list(),
                    (char) line.number(),
                    named(OptionSpec.Arity.values(), line.text()),
                    line.text(),
                    line.text(),
                    line.text(),
                    files.manifest().id(),
                    Boolean.parseBoolean(line.text()),
                    line.text(),
                    line.list(),
                    Boolean.parseBoolean(line.text()),
                    line.text());
        }
    }
}
