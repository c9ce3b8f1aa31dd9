package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.protocol.SocketOption;
import org.jwsgi.kernel.config.OptionSpec;

/**
 * What a plugin offers.
 *
 * @param providers its providers, at least one
 * @param options every option it declares, in its records, for its sockets and for its configuration formats
 */
record PluginContents(List<ProviderEntry> providers, List<OptionSpec> options) {
    PluginContents {
        providers = List.copyOf(providers);
        options = List.copyOf(options);
    }

    /** Returns the options that follow from the facts about a provider rather than from a record. */
    static List<OptionSpec> impliedOptions(String plugin, ProviderFacts facts) {
        List<OptionSpec> options = new ArrayList<>();
        for (SocketOption socket : facts.sockets()) {
            options.add(listOption(
                    socket.name(), socket.aliases(), socket.shortName(), "ADDRESS", socket.help(), "Sockets", plugin));
        }
        if (!facts.formatOptions().isEmpty()) {
            String name = facts.formatOptions().getFirst();
            List<String> aliases =
                    facts.formatOptions().subList(1, facts.formatOptions().size());
            String help = "read a configuration file in " + name + " format";
            options.add(listOption(name, aliases, (char) 0, "FILE", help, "Configuration", plugin));
        }
        return options;
    }

    private static OptionSpec listOption(
            String name,
            List<String> aliases,
            char shortName,
            String argument,
            String help,
            String group,
            String plugin) {
        return new OptionSpec(
                name,
                List.copyOf(aliases),
                shortName,
                OptionSpec.Arity.REQUIRED,
                argument,
                help,
                group,
                plugin,
                true,
                "",
                List.of(),
                false,
                "");
    }
}
