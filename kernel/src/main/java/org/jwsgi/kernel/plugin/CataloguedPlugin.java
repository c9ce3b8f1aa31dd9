package org.jwsgi.kernel.plugin;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.kernel.config.OptionSpec;

/**
 * A plugin as listings show it.
 *
 * @param id its id, or its file name when it has none
 * @param version its version, empty when unknown
 * @param description one line, possibly empty
 * @param path its file or folder
 * @param state whether it is usable and used
 * @param reason why it is broken, else empty
 * @param modifier the modifier1 that the configuration gave it, or -1
 * @param providers what it provides, as far as known
 * @param options what it declares, as far as known
 */
public record CataloguedPlugin(
        String id,
        String version,
        String description,
        Path path,
        State state,
        String reason,
        int modifier,
        List<ProviderEntry> providers,
        List<OptionSpec> options) {
    /** Whether a plugin is usable and used. */
    public enum State {
        /** The configuration uses it. */
        LOADED,
        /** It is there and could be used. */
        AVAILABLE,
        /** It cannot be used. */
        BROKEN
    }

    static CataloguedPlugin of(PluginCandidate candidate) {
        PluginManifest manifest = candidate.manifest();
        PluginContents contents = candidate.contents();
        String problem = candidate.problem();
        State state = problem != null ? State.BROKEN : candidate.loaded() ? State.LOADED : State.AVAILABLE;
        return new CataloguedPlugin(
                manifest == null ? String.valueOf(candidate.path().getFileName()) : manifest.id(),
                manifest == null ? "" : manifest.version(),
                manifest == null ? "" : manifest.description(),
                candidate.path(),
                state,
                problem == null ? "" : problem,
                candidate.modifier(),
                contents == null ? List.of() : contents.providers(),
                contents == null ? List.of() : contents.options());
    }
}
