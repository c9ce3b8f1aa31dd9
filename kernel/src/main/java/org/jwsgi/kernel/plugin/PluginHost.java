package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.PluginSource;

/**
 * The plugins of one process. A plugin in one of the folders is loaded when the configuration names it or uses
 * something that it provides; loading notes the choice, and its classes are read when the first of its providers or
 * option records is asked for.
 *
 * <p>Runs in: every process. Main thread only; the {@link ProviderTable} it makes may go anywhere.
 */
public final class PluginHost implements PluginSource {
    private final PluginCatalogue catalogue;
    private final List<PluginCandidate> loaded = new ArrayList<>();
    private final Map<PluginCandidate, Map<String, Provider>> instances = new HashMap<>();

    private final RaisedAlarms alarms = new RaisedAlarms();
    private final SignalSwitch signals = new SignalSwitch();

    private PluginHost(PluginCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Creates the host of a process that reads the configuration.
     *
     * @param distribution the distribution's folder of plugins
     * @param further folders of plugins or single plugins, from {@code JWSGI_PLUGINS}
     * @param cache where zipped plugins are unpacked: a folder of this user's own, made when needed
     * @param options reads options from records
     * @param kernelOption tells the option names that no plugin may declare
     */
    public static PluginHost open(
            Path distribution, List<Path> further, Path cache, OptionReader options, Predicate<String> kernelOption) {
        PluginCatalogue catalogue = new PluginCatalogue(
                new PluginRegistry(), new PluginInspector(options, kernelOption), new PluginCache(cache));
        catalogue.addDistribution(distribution);
        for (Path path : further) {
            catalogue.addPath(path);
        }
        return new PluginHost(catalogue);
    }

    /**
     * Creates the host of a process that is told what to load, without a look into any folder.
     *
     * @param handOver the lines of {@link #handOver()} in the process that read the configuration
     * @throws IOException when the lines are damaged or written by another version
     */
    public static PluginHost received(List<String> handOver) throws IOException {
        PluginInspector none = new PluginInspector((_, _) -> List.of(), _ -> false);
        PluginCatalogue catalogue = new PluginCatalogue(new PluginRegistry(), none, new PluginCache(Path.of("/")));
        PluginHost host = new PluginHost(catalogue);
        List<PluginIndex.Entry> entries = PluginIndex.parse(handOver, Path.of("/"));
        if (entries.isEmpty() && handOver.size() > 1) {
            throw new IOException("the list of plugins was written by another version");
        }
        List<PluginCandidate> candidates = new ArrayList<>();
        for (PluginIndex.Entry entry : entries) {
            PluginCandidate candidate = PluginCandidate.known(entry.path(), entry.files(), entry.contents());
            candidate.use(entry.modifier());
            candidates.add(candidate);
        }
        catalogue.addKnown(candidates);
        host.loaded.addAll(candidates);
        return host;
    }

    /** Returns what takes the alarms that plugins of this process raise. */
    public RaisedAlarms alarms() {
        return alarms;
    }

    /** Returns what takes the uWSGI signals that plugins of this process raise and register. */
    public SignalSwitch signals() {
        return signals;
    }

    @Override
    public void addDirectory(Path directory) {
        catalogue.addPath(directory);
    }

    /** Returns the folders and single plugins that were searched. */
    public List<Path> searched() {
        return catalogue.searched();
    }

    @Override
    public List<OptionSpec> availableOptions() {
        List<OptionSpec> options = new ArrayList<>();
        for (PluginCandidate candidate : catalogue.candidates()) {
            if (candidate.problem() == null && candidate.contents() instanceof PluginContents contents) {
                options.addAll(contents.options());
            }
        }
        return options;
    }

    @Override
    public LoadOutcome load(String name) {
        PluginName wanted = PluginName.parse(name);
        PluginCandidate candidate;
        if (wanted.isPath()) {
            Path path = Path.of(wanted.name()).toAbsolutePath().normalize();
            if (!Files.exists(path)) {
                return new LoadOutcome.Missing();
            }
            candidate = catalogue.addNamed(path);
        } else {
            candidate = catalogue.find(wanted.name());
        }
        return candidate == null ? new LoadOutcome.Missing() : use(candidate, wanted.modifier());
    }

    /**
     * Loads the plugin that has a provider.
     *
     * @param name the provider's name
     */
    public LoadOutcome loadProvider(ProviderKind kind, String name) {
        PluginCandidate candidate =
                owner(provider -> provider.kind() == kind && provider.names().contains(name));
        return candidate == null ? new LoadOutcome.Missing() : use(candidate, -1);
    }

    /**
     * Returns the provider of a kind that has a name, creating it when it does not exist yet; empty unless its plugin is
     * {@linkplain #loadProvider loaded}.
     *
     * @throws PluginException when it cannot be created
     */
    public <P extends Provider> Optional<ProviderTable.Entry<P>> provider(
            ProviderKind kind, Class<P> type, String name) {
        for (PluginCandidate candidate : loaded) {
            for (ProviderEntry provider : providersOf(candidate)) {
                if (provider.kind() == kind && provider.names().contains(name)) {
                    return Optional.of(entry(candidate, provider).as(type));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isLoaded(String name) {
        PluginName wanted = PluginName.parse(name);
        if (wanted.isPath()) {
            Path path = Path.of(wanted.name()).toAbsolutePath().normalize();
            return loaded.stream().anyMatch(candidate -> candidate.path().equals(path));
        }
        PluginCandidate candidate = catalogue.find(wanted.name());
        return candidate != null && candidate.loaded();
    }

    @Override
    public List<Class<? extends Record>> optionRecords() {
        return optionRecords(EnumSet.allOf(ProcessRole.class));
    }

    /** Returns the option records of loaded plugins that providers of these processes read. */
    public List<Class<? extends Record>> optionRecords(Set<ProcessRole> roles) {
        Set<Class<? extends Record>> records = new LinkedHashSet<>();
        for (PluginCandidate candidate : loaded) {
            for (ProviderEntry provider : providersOf(candidate)) {
                if (isNeeded(provider, roles)) {
                    for (String record : provider.records()) {
                        records.add(recordClass(candidate, record));
                    }
                }
            }
        }
        return List.copyOf(records);
    }

    @Override
    public Optional<ConfigFormatProvider> formatForOption(String option) {
        return format(provider -> provider.facts().formatOptions().contains(option));
    }

    @Override
    public Optional<ConfigFormatProvider> formatForFile(String fileName) {
        return format(provider -> provider.facts().suffixes().stream().anyMatch(fileName::endsWith));
    }

    /** Returns every provider of a kind that a usable plugin has, loaded or not. */
    public List<ProviderEntry> available(ProviderKind kind) {
        List<ProviderEntry> found = new ArrayList<>();
        for (PluginCandidate candidate : catalogue.candidates()) {
            if (candidate.problem() == null) {
                for (ProviderEntry provider : providersOf(candidate)) {
                    if (provider.kind() == kind) {
                        found.add(provider);
                    }
                }
            }
        }
        return found;
    }

    /** Returns every plugin in every folder: those in use first, then in the order of the search. */
    public List<CataloguedPlugin> plugins() {
        return catalogue.candidates().stream().map(CataloguedPlugin::of).toList();
    }

    /**
     * Returns the providers of all loaded plugins that a process needs, creating those that do not exist yet. A sole
     * process has two roles. Configuration formats are not among them: only the reader of the configuration needs them,
     * and gets them from {@link #formatForOption} and {@link #formatForFile}.
     *
     * @throws PluginException when one cannot be created
     */
    public ProviderTable providers(Set<ProcessRole> roles) {
        List<ProviderTable.Entry<?>> entries = new ArrayList<>();
        for (PluginCandidate candidate : loaded) {
            for (ProviderEntry provider : providersOf(candidate)) {
                if (provider.kind() != ProviderKind.CONFIG_FORMAT && isNeeded(provider, roles)) {
                    entries.add(entry(candidate, provider));
                }
            }
        }
        return ProviderTable.of(entries);
    }

    private ProviderTable.Entry<?> entry(PluginCandidate candidate, ProviderEntry provider) {
        return new ProviderTable.Entry<>(
                provider.kind(),
                provider.name(),
                idOf(candidate),
                modifierOf(candidate, provider),
                provider.records(),
                instance(candidate, provider));
    }

    /** Tells whether a loaded plugin has a provider of a kind. Reads no class. */
    public boolean uses(ProviderKind kind) {
        for (PluginCandidate candidate : loaded) {
            for (ProviderEntry provider : providersOf(candidate)) {
                if (provider.kind() == kind) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns what has been loaded, as lines for {@link #received} in another process of the instance. */
    public List<String> handOver() {
        List<PluginIndex.Entry> entries = new ArrayList<>();
        for (PluginCandidate candidate : loaded) {
            if (candidate.files() instanceof PluginFiles files
                    && candidate.contents() instanceof PluginContents contents) {
                entries.add(new PluginIndex.Entry(candidate.path(), "", candidate.modifier(), files, contents));
            }
        }
        return PluginIndex.write(entries, null);
    }

    private LoadOutcome use(PluginCandidate candidate, int modifier) {
        String problem = candidate.problem();
        if (problem != null) {
            return new LoadOutcome.Broken(problem);
        }
        if (!candidate.loaded()) {
            String taken = takenModifier(candidate, modifier);
            if (taken != null) {
                return new LoadOutcome.Broken(taken);
            }
            for (PluginCandidate dependency : catalogue.dependencies(candidate)) {
                if (use(dependency, -1) instanceof LoadOutcome.Broken(String reason)) {
                    return new LoadOutcome.Broken("it needs plugin " + idOf(dependency) + ": " + reason);
                }
            }
            candidate.use(modifier);
            loaded.add(candidate);
        }
        return new LoadOutcome.Loaded(idOf(candidate));
    }

    /** Two languages cannot answer the same requests. */
    private @Nullable String takenModifier(PluginCandidate candidate, int modifier) {
        for (ProviderEntry provider : providersOf(candidate)) {
            if (provider.kind() != ProviderKind.LANGUAGE) {
                continue;
            }
            int wanted = modifier >= 0 ? modifier : provider.facts().modifier1();
            for (PluginCandidate other : loaded) {
                for (ProviderEntry taken : providersOf(other)) {
                    if (taken.kind() == ProviderKind.LANGUAGE && modifierOf(other, taken) == wanted) {
                        return "modifier1 " + wanted + " is taken by plugin " + idOf(other) + "; plugin = N:"
                                + idOf(candidate) + " gives it another";
                    }
                }
            }
        }
        return null;
    }

    private Optional<ConfigFormatProvider> format(Predicate<ProviderEntry> wanted) {
        Predicate<ProviderEntry> format =
                provider -> provider.kind() == ProviderKind.CONFIG_FORMAT && wanted.test(provider);
        PluginCandidate candidate = owner(format);
        if (candidate == null) {
            return Optional.empty();
        }
        if (use(candidate, -1) instanceof LoadOutcome.Broken(String reason)) {
            throw new PluginException(idOf(candidate), "cannot load it: " + reason, null);
        }
        for (ProviderEntry provider : providersOf(candidate)) {
            if (format.test(provider)) {
                return Optional.of(
                        new GuardedFormat(idOf(candidate), (ConfigFormatProvider) instance(candidate, provider)));
            }
        }
        return Optional.empty();
    }

    /** Returns the plugin with a provider: a usable one if there is, else a broken one, else null. */
    private @Nullable PluginCandidate owner(Predicate<ProviderEntry> wanted) {
        PluginCandidate broken = null;
        for (PluginCandidate candidate : catalogue.candidates()) {
            for (ProviderEntry provider : providersOf(candidate)) {
                if (wanted.test(provider)) {
                    if (candidate.problem() == null) {
                        return candidate;
                    }
                    broken = broken == null ? candidate : broken;
                }
            }
        }
        return broken;
    }

    private Provider instance(PluginCandidate candidate, ProviderEntry provider) {
        Map<String, Provider> created = instances.computeIfAbsent(candidate, _ -> new HashMap<>());
        Provider existing = created.get(provider.className());
        if (existing != null) {
            return existing;
        }
        try {
            ClassLoader loader = catalogue.open(candidate);
            try (var _ = PluginScope.enter(loader)) {
                Provider instance = ProviderFactory.create(provider.kind(), provider.className(), loader);
                created.put(provider.className(), instance);
                return instance;
            }
        } catch (BrokenPluginException e) {
            throw new PluginException(idOf(candidate), e.reason(), e.getCause());
        }
    }

    private Class<? extends Record> recordClass(PluginCandidate candidate, String name) {
        try {
            return Class.forName(name, false, catalogue.open(candidate)).asSubclass(Record.class);
        } catch (ClassNotFoundException | LinkageError | ClassCastException e) {
            throw new PluginException(
                    idOf(candidate), "cannot read options " + name + ": " + BrokenPluginException.describe(e), e);
        } catch (BrokenPluginException e) {
            throw new PluginException(idOf(candidate), e.reason(), e.getCause());
        }
    }

    private static boolean isNeeded(ProviderEntry provider, Set<ProcessRole> roles) {
        for (ProcessRole role : roles) {
            if (provider.roles().contains(role)) {
                return true;
            }
        }
        return false;
    }

    private static int modifierOf(PluginCandidate candidate, ProviderEntry provider) {
        boolean chosen = provider.kind() == ProviderKind.LANGUAGE && candidate.modifier() >= 0;
        return chosen ? candidate.modifier() : provider.facts().modifier1();
    }

    private static List<ProviderEntry> providersOf(PluginCandidate candidate) {
        PluginContents contents = candidate.contents();
        return contents == null ? List.of() : contents.providers();
    }

    private static String idOf(PluginCandidate candidate) {
        String id = candidate.id();
        return id == null ? String.valueOf(candidate.path().getFileName()) : id;
    }
}
