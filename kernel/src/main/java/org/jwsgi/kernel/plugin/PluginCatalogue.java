package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.PluginApi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows every plugin in every folder, and which of them can be used together. A plugin that an up-to-date index
 * describes is known without a look into it; any other is opened and asked once.
 *
 * <p>Folders may be added at any time; then everything is settled anew, and plugins in use keep what they have. Main
 * thread only.
 */
final class PluginCatalogue {
    private static final Logger LOG = LoggerFactory.getLogger(PluginCatalogue.class);

    private final PluginRegistry registry;
    private final PluginInspector inspector;
    private final PluginCache cache;
    private final Set<Path> scanned = new LinkedHashSet<>();
    private final List<PluginCandidate> named = new ArrayList<>();
    private final List<PluginCandidate> added = new ArrayList<>();
    private final List<PluginCandidate> distribution = new ArrayList<>();
    private Map<String, PluginCandidate> byId = Map.of();
    private boolean settled;

    PluginCatalogue(PluginRegistry registry, PluginInspector inspector, PluginCache cache) {
        this.registry = registry;
        this.inspector = inspector;
        this.cache = cache;
    }

    /** Adds the distribution's folder, which comes after all others whenever it is added. */
    void addDistribution(Path folder) {
        scan(folder, distribution);
    }

    /** Adds a folder of plugins, or a single plugin. One that cannot be read is a warning. */
    void addPath(Path path) {
        scan(path, added);
    }

    /** Adds candidates that are known already. */
    void addKnown(List<PluginCandidate> candidates) {
        added.addAll(candidates);
        settled = false;
    }

    /**
     * Returns the candidate at a path that the configuration names, which comes before all others.
     *
     * @param path an absolute path of an existing file or folder
     */
    PluginCandidate addNamed(Path path) {
        PluginCandidate candidate = removeAt(path);
        if (candidate == null) {
            candidate = PluginFiles.looksLikePlugin(path)
                    ? read(path)
                    : PluginCandidate.faulty(
                            path, null, "neither a jar, nor a zip, nor a folder with classes/ or lib/");
        }
        named.add(candidate);
        settled = false;
        settle();
        return candidate;
    }

    /** Returns every candidate: those in use first, then in the order of the search. */
    List<PluginCandidate> candidates() {
        settle();
        return all();
    }

    /**
     * Returns the plugin of a name, usable or not, or null when there is none.
     *
     * @param name an id or an alias
     */
    @Nullable
    PluginCandidate find(String name) {
        settle();
        String wanted = PluginManifest.normalise(name);
        PluginCandidate candidate = byId.get(wanted);
        if (candidate != null) {
            return candidate;
        }
        for (PluginCandidate other : byId.values()) {
            if (other.manifest() instanceof PluginManifest manifest
                    && manifest.aliases().contains(wanted)) {
                return other;
            }
        }
        return null;
    }

    /** Returns the folders and single plugins that have been searched, in order of being added. */
    List<Path> searched() {
        return List.copyOf(scanned);
    }

    /**
     * Returns a plugin's class loader, creating it and those of the plugins it depends on.
     *
     * @throws BrokenPluginException when that fails
     */
    ClassLoader open(PluginCandidate candidate) throws BrokenPluginException {
        ClassLoader loader = candidate.loader();
        PluginFiles files = candidate.files();
        if (loader != null || files == null) {
            return loader == null ? ClassLoader.getPlatformClassLoader() : loader;
        }
        for (PluginCandidate dependency : dependencies(candidate)) {
            open(dependency);
        }
        ClassLoader opened = registry.load(candidate.path(), files);
        candidate.opened(opened);
        return opened;
    }

    /** Returns the usable plugins that a plugin depends on, optional ones included. */
    List<PluginCandidate> dependencies(PluginCandidate candidate) {
        List<PluginCandidate> found = new ArrayList<>();
        for (PluginManifest.Dependency dependency : dependenciesOf(candidate)) {
            PluginCandidate other = byId.get(dependency.id());
            if (other != null && other.problem() == null) {
                found.add(other);
            }
        }
        return found;
    }

    private @Nullable PluginCandidate removeAt(Path path) {
        for (List<PluginCandidate> list : List.of(named, added, distribution)) {
            for (PluginCandidate candidate : list) {
                if (candidate.path().equals(path)) {
                    list.remove(candidate);
                    return candidate;
                }
            }
        }
        return null;
    }

    private void scan(Path path, List<PluginCandidate> target) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!scanned.add(absolute)) {
            return;
        }
        settled = false;
        if (Files.isRegularFile(absolute) || PluginFiles.isPluginFolder(absolute)) {
            target.add(read(absolute));
            return;
        }
        try {
            scanFolder(absolute, target);
        } catch (NoSuchFileException _) {
            LOG.warn("cannot read plugin folder {}: no such file or directory", absolute);
        } catch (NotDirectoryException _) {
            LOG.warn("cannot read plugin folder {}: not a directory", absolute);
        } catch (IOException e) {
            LOG.warn("cannot read plugin folder {}: {}", absolute, BrokenPluginException.describe(e));
        }
    }

    private void scanFolder(Path folder, List<PluginCandidate> target) throws IOException {
        List<Path> children = FolderListing.of(folder);
        Map<String, PluginIndex.Entry> index = PluginIndex.read(folder);
        for (Path child : children) {
            if (!PluginFiles.looksLikePlugin(child)) {
                continue;
            }
            PluginIndex.Entry entry = index.get(String.valueOf(child.getFileName()));
            if (entry != null && entry.fingerprint().equals(Fingerprint.of(child))) {
                target.add(PluginCandidate.known(child, entry.files(), entry.contents()));
            } else {
                target.add(read(child));
            }
        }
    }

    private PluginCandidate read(Path path) {
        try {
            PluginFiles files = PluginFiles.read(path, cache);
            String requires = files.manifest().requires();
            if (!registry.satisfies(PluginApi.VERSION, atLeast(requires))) {
                return PluginCandidate.faulty(
                        path, files.manifest(), "it needs plugin API " + requires + ", this is " + PluginApi.VERSION);
            }
            return PluginCandidate.of(path, files);
        } catch (BrokenPluginException e) {
            return PluginCandidate.faulty(path, null, e.reason());
        }
    }

    /** A plain version means that version or a later one, as in pf4j. */
    private static String atLeast(String requires) {
        for (int i = 0; i < requires.length(); i++) {
            if ("0123456789.".indexOf(requires.charAt(i)) < 0) {
                return requires;
            }
        }
        return ">=" + requires;
    }

    private List<PluginCandidate> all() {
        List<PluginCandidate> all = new ArrayList<>();
        for (List<PluginCandidate> list : List.of(named, added, distribution)) {
            for (PluginCandidate candidate : list) {
                if (candidate.loaded()) {
                    all.add(candidate);
                }
            }
        }
        for (List<PluginCandidate> list : List.of(named, added, distribution)) {
            for (PluginCandidate candidate : list) {
                if (!candidate.loaded()) {
                    all.add(candidate);
                }
            }
        }
        return all;
    }

    private void settle() {
        if (settled) {
            return;
        }
        settled = true;
        byId = claimIds();
        Set<PluginCandidate> seen = new LinkedHashSet<>();
        for (PluginCandidate candidate : byId.values()) {
            settleOne(candidate, seen);
        }
        NameClaims claims = new NameClaims();
        for (PluginCandidate candidate : byId.values()) {
            if (candidate.problem() == null) {
                candidate.conflictsBecause(claims.claim(candidate));
            }
        }
        dropDependents();
    }

    private Map<String, PluginCandidate> claimIds() {
        Map<String, PluginCandidate> owners = new LinkedHashMap<>();
        for (PluginCandidate candidate : all()) {
            candidate.conflictsBecause(null);
            String id = candidate.id();
            PluginCandidate owner = id == null ? null : owners.putIfAbsent(id, candidate);
            if (owner != null) {
                candidate.conflictsBecause("plugin id \"" + id + "\" is taken by " + owner.path());
                if (candidate.loader() != null) {
                    registry.unload(String.valueOf(id));
                    candidate.closed();
                }
            }
        }
        return owners;
    }

    private void settleOne(PluginCandidate candidate, Set<PluginCandidate> seen) {
        if (!seen.add(candidate) || candidate.problem() != null) {
            return;
        }
        try {
            requireNoCycle(candidate, candidate, new LinkedHashSet<>());
            for (PluginManifest.Dependency dependency : dependenciesOf(candidate)) {
                PluginCandidate other = byId.get(dependency.id());
                if (other != null) {
                    settleOne(other, seen);
                }
                requireUsable(dependency, other);
            }
        } catch (BrokenPluginException e) {
            candidate.conflictsBecause(e.reason());
            return;
        }
        if (candidate.contents() == null && candidate.files() instanceof PluginFiles files) {
            try {
                candidate.found(inspector.inspect(files, open(candidate)));
            } catch (BrokenPluginException e) {
                LOG.debug("plugin {} is broken", candidate.path(), e);
                candidate.failed(e.reason());
            }
        }
    }

    private void requireUsable(PluginManifest.Dependency dependency, @Nullable PluginCandidate other)
            throws BrokenPluginException {
        if (dependency.optional() && (other == null || other.problem() != null)) {
            return;
        }
        if (other == null) {
            throw new BrokenPluginException("it needs plugin " + dependency.id() + ", which is not there");
        }
        if (other.problem() != null) {
            throw new BrokenPluginException("it needs plugin " + dependency.id() + ", which is broken");
        }
        if (other.manifest() instanceof PluginManifest manifest
                && !registry.satisfies(manifest.version(), atLeast(dependency.range()))) {
            throw new BrokenPluginException(
                    "it needs plugin " + dependency.id() + " " + dependency.range() + ", not " + manifest.version());
        }
    }

    private void requireNoCycle(PluginCandidate start, PluginCandidate at, Set<PluginCandidate> visited)
            throws BrokenPluginException {
        for (PluginManifest.Dependency dependency : dependenciesOf(at)) {
            PluginCandidate next = byId.get(dependency.id());
            if (next == start) {
                throw new BrokenPluginException("it depends on itself through plugin " + at.id());
            }
            if (next != null && visited.add(next)) {
                requireNoCycle(start, next, visited);
            }
        }
    }

    private void dropDependents() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (PluginCandidate candidate : byId.values()) {
                for (PluginManifest.Dependency dependency : dependenciesOf(candidate)) {
                    PluginCandidate other = byId.get(dependency.id());
                    if (candidate.problem() == null
                            && !dependency.optional()
                            && other != null
                            && other.problem() != null) {
                        candidate.conflictsBecause("it needs plugin " + dependency.id() + ", which is broken");
                        changed = true;
                    }
                }
            }
        }
    }

    private static List<PluginManifest.Dependency> dependenciesOf(PluginCandidate candidate) {
        PluginManifest manifest = candidate.manifest();
        return manifest == null ? List.of() : manifest.dependencies();
    }
}
