package org.jwsgi.kernel.plugin;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.config.OptionSpec;

/** Who has which provider and option names. The first to claim a name keeps it. */
final class NameClaims {
    private final Map<String, PluginCandidate> owners = new HashMap<>();

    /**
     * Claims every name of a plugin, or none.
     *
     * @return why it cannot have them all, or null when it can
     */
    @Nullable
    String claim(PluginCandidate candidate) {
        PluginContents contents = candidate.contents();
        if (contents == null) {
            return null;
        }
        Map<String, PluginCandidate> claims = new HashMap<>();
        for (ProviderEntry provider : contents.providers()) {
            for (String name : provider.names()) {
                PluginCandidate owner = owners.get(key(provider, name));
                if (owner != null) {
                    return "the name \"" + name + "\" among the "
                            + provider.kind().heading() + " is taken by plugin " + owner.id() + " (" + owner.path()
                            + ")";
                }
                claims.put(key(provider, name), candidate);
            }
        }
        for (OptionSpec option : contents.options()) {
            for (String name : PluginInspector.namesOf(option)) {
                PluginCandidate owner = owners.get(name);
                if (owner != null) {
                    return "its option \"" + name + "\" is declared by plugin " + owner.id() + " (" + owner.path()
                            + "), too";
                }
                claims.put(name, candidate);
            }
        }
        owners.putAll(claims);
        return null;
    }

    private static String key(ProviderEntry provider, String name) {
        return provider.kind() + " " + name;
    }
}
