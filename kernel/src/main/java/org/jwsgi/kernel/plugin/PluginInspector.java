package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jwsgi.api.Provider;
import org.jwsgi.kernel.config.OptionSpec;

/** Finds out what a plugin offers, by creating its providers and asking them. */
final class PluginInspector {
    private final OptionReader options;
    private final Predicate<String> kernelOption;

    /**
     * Creates the inspector.
     *
     * @param kernelOption tells the names that no plugin may declare
     */
    PluginInspector(OptionReader options, Predicate<String> kernelOption) {
        this.options = options;
        this.kernelOption = kernelOption;
    }

    /**
     * Inspects a plugin whose class loader exists.
     *
     * @throws BrokenPluginException when it fails in any way
     */
    PluginContents inspect(PluginFiles files, ClassLoader loader) throws BrokenPluginException {
        ServiceFiles services = serviceFiles(files);
        List<ProviderEntry> providers = new ArrayList<>();
        List<OptionSpec> implied = new ArrayList<>();
        List<OptionSpec> specs = new ArrayList<>();
        Set<Class<? extends Record>> records = new LinkedHashSet<>();
        try (var _ = PluginScope.enter(loader)) {
            for (ProviderKind kind : ProviderKind.values()) {
                for (String className : services.classNames(kind)) {
                    ProviderEntry entry = inspectProvider(kind, className, loader, records);
                    requireNewName(entry, providers);
                    providers.add(entry);
                    implied.addAll(
                            PluginContents.impliedOptions(files.manifest().id(), entry.facts()));
                }
            }
            for (Class<? extends Record> record : records) {
                specs.addAll(readOptions(record, files.manifest().id()));
            }
        }
        if (providers.isEmpty()) {
            throw new BrokenPluginException(noProviders(services.unknownInterfaces()));
        }
        addUndeclared(implied, specs);
        requireOwnOptions(specs);
        return new PluginContents(providers, specs);
    }

    /** A plugin may declare the option of its format or socket in a record, too, to say more about it. */
    private static void addUndeclared(List<OptionSpec> implied, List<OptionSpec> specs) {
        Set<String> declared = new LinkedHashSet<>();
        for (OptionSpec spec : specs) {
            declared.addAll(namesOf(spec));
        }
        for (OptionSpec spec : implied) {
            if (!declared.contains(spec.name())) {
                specs.add(spec);
            }
        }
    }

    private static ServiceFiles serviceFiles(PluginFiles files) throws BrokenPluginException {
        try {
            return ServiceFiles.read(files.classPath());
        } catch (IOException e) {
            throw new BrokenPluginException("cannot read it: " + BrokenPluginException.describe(e), e);
        }
    }

    private static String noProviders(List<String> unknown) {
        return unknown.isEmpty()
                ? "it provides nothing: no file META-INF/services/org.jwsgi.api.* names a provider"
                : "it provides nothing that this version knows, only " + String.join(", ", unknown);
    }

    private static ProviderEntry inspectProvider(
            ProviderKind kind, String className, ClassLoader loader, Set<Class<? extends Record>> records)
            throws BrokenPluginException {
        Provider provider = ProviderFactory.create(kind, className, loader);
        try {
            String name = provider.name();
            if (name == null || name.isBlank()) {
                throw new BrokenPluginException("provider " + className + " has no name");
            }
            List<String> recordNames = new ArrayList<>();
            for (Class<? extends Record> record : provider.options()) {
                records.add(record);
                recordNames.add(record.getName());
            }
            return new ProviderEntry(
                    kind, name, className, provider.roles(), recordNames, ProviderFacts.of(kind, provider));
        } catch (RuntimeException | LinkageError | AssertionError e) {
            throw new BrokenPluginException(
                    "provider " + className + " failed: " + BrokenPluginException.describe(e), e);
        }
    }

    private List<OptionSpec> readOptions(Class<? extends Record> record, String plugin) throws BrokenPluginException {
        try {
            return options.read(record, plugin);
        } catch (RuntimeException | LinkageError e) {
            throw new BrokenPluginException(
                    "options of " + record.getName() + ": " + BrokenPluginException.describe(e), e);
        }
    }

    private static void requireNewName(ProviderEntry entry, List<ProviderEntry> others) throws BrokenPluginException {
        for (ProviderEntry other : others) {
            if (other.kind() != entry.kind()) {
                continue;
            }
            for (String name : entry.names()) {
                if (other.names().contains(name)) {
                    throw new BrokenPluginException("two of its " + entry.kind().heading() + " are called \"" + name
                            + "\": " + other.className() + " and " + entry.className());
                }
            }
        }
    }

    private void requireOwnOptions(List<OptionSpec> specs) throws BrokenPluginException {
        Set<String> own = new LinkedHashSet<>();
        for (OptionSpec spec : specs) {
            for (String name : namesOf(spec)) {
                if (kernelOption.test(name)) {
                    throw new BrokenPluginException("its option \"" + name + "\" is one of the kernel");
                }
                if (!own.add(name)) {
                    throw new BrokenPluginException("it declares the option \"" + name + "\" twice");
                }
            }
        }
    }

    /** Returns every spelling of an option. */
    static List<String> namesOf(OptionSpec spec) {
        List<String> names = new ArrayList<>();
        names.add(spec.name());
        names.addAll(spec.aliases());
        return names;
    }
}
