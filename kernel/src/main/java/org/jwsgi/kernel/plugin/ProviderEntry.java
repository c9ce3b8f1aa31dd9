package org.jwsgi.kernel.plugin;

import java.util.List;
import java.util.Set;
import org.jwsgi.api.ProcessRole;

/**
 * A provider as the catalogue knows it, without an instance.
 *
 * @param kind what it provides
 * @param name its name, unique within the kind
 * @param className its class in the plugin
 * @param roles the processes that need it
 * @param records the class names of its option records
 * @param facts what else is known of it
 */
public record ProviderEntry(
        ProviderKind kind,
        String name,
        String className,
        Set<ProcessRole> roles,
        List<String> records,
        ProviderFacts facts) {
    /** Copies the collections. */
    public ProviderEntry {
        roles = Set.copyOf(roles);
        records = List.copyOf(records);
    }

    /** Returns the names under which a configuration finds it; nobody else of its kind may have one of them. */
    List<String> names() {
        return kind == ProviderKind.HOOK_ACTION ? facts.verbs() : List.of(name);
    }
}
