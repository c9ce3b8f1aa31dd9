package org.jwsgi.kernel.plugin;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something in a plugin folder that may be a plugin, with what has been found out about it so far. Main thread only.
 */
final class PluginCandidate {
    private final Path path;
    private final @Nullable PluginManifest manifest;
    private final @Nullable PluginFiles files;
    private @Nullable PluginContents contents;
    private @Nullable String fault;
    private @Nullable String conflict;
    private @Nullable ClassLoader loader;
    private boolean loaded;
    private int modifier = -1;

    private PluginCandidate(Path path, @Nullable PluginManifest manifest, @Nullable PluginFiles files) {
        this.path = path;
        this.manifest = manifest;
        this.files = files;
    }

    /** Creates a candidate whose files are fine. */
    static PluginCandidate of(Path path, PluginFiles files) {
        return new PluginCandidate(path, files.manifest(), files);
    }

    /** Creates a candidate whose contents are known without a look at them. */
    static PluginCandidate known(Path path, PluginFiles files, PluginContents contents) {
        PluginCandidate candidate = new PluginCandidate(path, files.manifest(), files);
        candidate.contents = contents;
        return candidate;
    }

    /**
     * Creates a candidate that can never be used.
     *
     * @param manifest its manifest entries, or null when these are at fault
     */
    static PluginCandidate faulty(Path path, @Nullable PluginManifest manifest, String fault) {
        PluginCandidate candidate = new PluginCandidate(path, manifest, null);
        candidate.fault = fault;
        return candidate;
    }

    Path path() {
        return path;
    }

    /** Returns its files, or null when not even these are usable. */
    @Nullable
    PluginFiles files() {
        return files;
    }

    /** Returns its manifest entries, or null when these are not usable. */
    @Nullable
    PluginManifest manifest() {
        return manifest;
    }

    /** Returns its id, or null when it has none. */
    @Nullable
    String id() {
        return manifest == null ? null : manifest.id();
    }

    @Nullable
    PluginContents contents() {
        return contents;
    }

    /** Returns why it cannot be used, or null when it can. */
    @Nullable
    String problem() {
        return fault != null ? fault : conflict;
    }

    /** Returns its class loader, or null before {@link #opened}. */
    @Nullable
    ClassLoader loader() {
        return loader;
    }

    /** Tells whether the configuration uses it. */
    boolean loaded() {
        return loaded;
    }

    /** Returns the modifier1 that the configuration gave it, or -1. */
    int modifier() {
        return modifier;
    }

    void found(PluginContents found) {
        contents = found;
    }

    void failed(String reason) {
        fault = reason;
    }

    /** Notes what keeps it from use while the other candidates are what they are; null for nothing. */
    void conflictsBecause(@Nullable String reason) {
        conflict = reason;
    }

    void opened(ClassLoader opened) {
        loader = opened;
    }

    void closed() {
        loader = null;
    }

    void use(int modifier1) {
        loaded = true;
        modifier = modifier1;
    }
}
