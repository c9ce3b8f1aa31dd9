package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.JwsgiException;

/**
 * Every option name that is known while the configuration is read: the kernel's, those of all usable plugins (asked for
 * only when the kernel does not know a name) and those that the configuration declares itself. Main thread only.
 */
final class OptionTable {
    private final Map<String, OptionSpec> byName = new LinkedHashMap<>(512);
    private final Map<Class<? extends Record>, List<DeclaredOption>> kernelRecords = new LinkedHashMap<>();
    private final PluginSource plugins;
    private final Consumer<String> conflicts;
    private boolean complete;

    OptionTable(List<Class<? extends Record>> kernelRecords, PluginSource plugins, Consumer<String> conflicts) {
        this.plugins = plugins;
        this.conflicts = conflicts;
        try (ClassFiles files = new ClassFiles()) {
            for (Class<? extends Record> record : kernelRecords) {
                List<DeclaredOption> declared = OptionSpecs.declared(record, "kernel", files);
                this.kernelRecords.put(record, declared);
                for (DeclaredOption option : declared) {
                    add(option.spec());
                }
            }
        }
    }

    /** Returns the declarations of the kernel's records, so that they need not be read again. */
    Map<Class<? extends Record>, List<DeclaredOption>> kernelRecords() {
        return kernelRecords;
    }

    /** Returns an option by its name or alias, or null when nobody knows it. */
    @Nullable
    OptionSpec find(String name) {
        OptionSpec spec = byName.get(name);
        if (spec == null && !complete) {
            addPlugins();
            spec = byName.get(name);
        }
        return spec;
    }

    /** Returns an option by its one-letter form, or null. The first declared wins. */
    @Nullable
    OptionSpec find(char shortName) {
        for (OptionSpec spec : all()) {
            if (spec.shortName() == shortName) {
                return spec;
            }
        }
        return null;
    }

    /** Returns each spelling that is known, with its option. */
    Map<String, OptionSpec> names() {
        addPlugins();
        return byName;
    }

    /** Returns each option once. */
    List<OptionSpec> all() {
        addPlugins();
        List<OptionSpec> specs = new ArrayList<>(byName.size());
        for (Map.Entry<String, OptionSpec> entry : byName.entrySet()) {
            if (entry.getKey().equals(entry.getValue().name())) {
                specs.add(entry.getValue());
            }
        }
        return specs;
    }

    /** Makes the table ask for plugins again, after a folder was added. */
    void refresh() {
        complete = false;
    }

    /** Adds an option that the configuration declares; a name that is taken keeps its meaning. */
    void declare(String name, boolean argument) {
        byName.putIfAbsent(
                name,
                new OptionSpec(
                        name,
                        List.of(),
                        (char) 0,
                        argument ? OptionSpec.Arity.REQUIRED : OptionSpec.Arity.NONE,
                        argument ? "TEXT" : "",
                        "declared by the configuration",
                        "Declared by the configuration",
                        "",
                        true,
                        "",
                        List.of(),
                        false,
                        ""));
    }

    private void addPlugins() {
        if (!complete) {
            complete = true;
            Collection<OptionSpec> available = plugins.availableOptions();
            for (OptionSpec spec : available) {
                add(spec);
            }
        }
    }

    private void add(OptionSpec spec) {
        add(spec.name(), spec);
        for (String alias : spec.aliases()) {
            add(alias, spec);
        }
    }

    private void add(String name, OptionSpec spec) {
        OptionSpec other = byName.putIfAbsent(name, spec);
        if (other == null || other.equals(spec)) {
            return;
        }
        if (other.plugin().equals(spec.plugin())) {
            if (other.plugin().equals("kernel")) {
                throw new JwsgiException(
                        JwsgiException.Kind.BUG, "the kernel declares the option '" + name + "' twice");
            }
            return;
        }
        conflicts.accept(
                "cannot use the option '" + name + "': both " + owner(other) + " and " + owner(spec) + " declare it");
    }

    private static String owner(OptionSpec spec) {
        return spec.plugin().equals("kernel") ? "the kernel" : "the plugin " + spec.plugin();
    }
}
