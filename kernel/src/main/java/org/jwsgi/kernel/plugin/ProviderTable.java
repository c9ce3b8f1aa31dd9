package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jwsgi.api.Provider;
import org.jwsgi.api.request.LanguageProvider;

/**
 * The providers of all plugins that a process uses, each created once. Immutable and safe on any thread; what the
 * providers themselves allow is up to their interfaces.
 */
public final class ProviderTable {
    private final Map<ProviderKind, Map<String, Entry<?>>> entries;

    private ProviderTable(Map<ProviderKind, Map<String, Entry<?>>> entries) {
        this.entries = entries;
    }

    static ProviderTable of(List<Entry<?>> all) {
        Map<ProviderKind, Map<String, Entry<?>>> entries = new EnumMap<>(ProviderKind.class);
        for (Entry<?> entry : all) {
            entries.computeIfAbsent(entry.kind(), _ -> new LinkedHashMap<>()).put(entry.name(), entry);
        }
        return new ProviderTable(entries);
    }

    /** Returns all providers of a kind, in the order in which their plugins were loaded. */
    public <P extends Provider> List<Entry<P>> all(Class<P> type) {
        List<Entry<P>> found = new ArrayList<>();
        for (Entry<?> entry : byName(type).values()) {
            found.add(entry.as(type));
        }
        return List.copyOf(found);
    }

    /** Returns the provider of a kind that has a name. */
    public <P extends Provider> Optional<Entry<P>> find(Class<P> type, String name) {
        Entry<?> entry = byName(type).get(name);
        return entry == null ? Optional.empty() : Optional.of(entry.as(type));
    }

    /** Returns the language that requests with a modifier1 go to. */
    public Optional<Entry<LanguageProvider>> language(int modifier1) {
        for (Entry<LanguageProvider> entry : all(LanguageProvider.class)) {
            if (entry.modifier1() == modifier1) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private Map<String, Entry<?>> byName(Class<? extends Provider> type) {
        for (Map.Entry<ProviderKind, Map<String, Entry<?>>> kind : entries.entrySet()) {
            if (kind.getKey().type() == type) {
                return kind.getValue();
            }
        }
        return Map.of();
    }

    /**
     * A provider and where it comes from.
     *
     * @param kind what it provides
     * @param name its name
     * @param pluginId its plugin
     * @param modifier1 for a language, the modifier1 it answers in this instance; else -1
     * @param records the class names of its option records
     * @param provider the provider
     */
    public record Entry<P extends Provider>(
            ProviderKind kind, String name, String pluginId, int modifier1, List<String> records, P provider) {
        /** Copies the list. */
        public Entry {
            records = List.copyOf(records);
        }

        /**
         * Calls the plugin, with its class loader as the thread's context. Exceptions of the API, with which a plugin
         * speaks to the user, pass.
         *
         * @param verb what the call does, such as {@code create}
         * @throws PluginException when the plugin fails in any other way
         */
        public <T> T call(String verb, Function<? super P, ? extends T> call) {
            return PluginCalls.call(pluginId, provider, verb + " " + kind.noun() + " \"" + name + "\"", call);
        }

        <Q extends Provider> Entry<Q> as(Class<Q> type) {
            return new Entry<>(kind, name, pluginId, modifier1, records, type.cast(provider));
        }
    }
}
