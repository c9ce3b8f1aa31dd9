package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The files of one plugin: a jar; a folder with {@code classes/}, {@code lib/*.jar} or both; or a zip of such a folder.
 *
 * @param classPath its jars and class folders, absolute, the plugin's own first
 * @param manifest its manifest entries
 */
record PluginFiles(List<Path> classPath, PluginManifest manifest) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    PluginFiles {
        classPath = List.copyOf(classPath);
    }

    /** Tells whether a path looks like a plugin, so that other things in a plugin folder are passed over. */
    static boolean looksLikePlugin(Path path) {
        String name = String.valueOf(path.getFileName());
        if (name.startsWith(".")) {
            return false;
        }
        return name.endsWith(".jar") || name.endsWith(".zip") ? Files.isRegularFile(path) : isPluginFolder(path);
    }

    /** Tells whether a folder has the parts of an unpacked plugin. */
    static boolean isPluginFolder(Path folder) {
        return Files.isDirectory(folder.resolve("classes")) || Files.isDirectory(folder.resolve("lib"));
    }

    /**
     * Finds the class path and reads the manifest.
     *
     * @param plugin an absolute path
     * @param cache unpacks zips
     * @throws BrokenPluginException when it is not a plugin
     */
    static PluginFiles read(Path plugin, PluginCache cache) throws BrokenPluginException {
        try {
            if (Files.isDirectory(plugin)) {
                return readFolder(plugin);
            }
            if (plugin.toString().endsWith(".zip")) {
                return readFolder(cache.unpack(plugin));
            }
            return new PluginFiles(List.of(plugin), PluginManifest.of(manifestOfJar(plugin)));
        } catch (IOException e) {
            throw new BrokenPluginException("cannot read it: " + BrokenPluginException.describe(e), e);
        }
    }

    private static PluginFiles readFolder(Path folder) throws IOException, BrokenPluginException {
        List<Path> classPath = new ArrayList<>();
        List<Path> owners = new ArrayList<>();
        Attributes manifest = manifestOfFile(folder.resolve(MANIFEST));
        Path classes = folder.resolve("classes");
        if (Files.isDirectory(classes)) {
            classPath.add(classes);
            manifest = manifest == null ? manifestOfFile(classes.resolve(MANIFEST)) : manifest;
        }
        for (Path jar : jarsOf(folder.resolve("lib"))) {
            Attributes entries = manifest == null || !owners.isEmpty() ? manifestOfJar(jar) : null;
            if (entries != null && entries.getValue(PluginManifest.ID) != null) {
                manifest = entries;
                owners.add(jar.getFileName());
                classPath.addFirst(jar);
            } else {
                classPath.addLast(jar);
            }
        }
        if (classPath.isEmpty()) {
            throw new BrokenPluginException("neither classes/ nor lib/*.jar in it");
        }
        if (owners.size() > 1) {
            throw new BrokenPluginException("more than one jar in lib/ has a Plugin-Id: " + owners);
        }
        return new PluginFiles(classPath, PluginManifest.of(manifest));
    }

    private static List<Path> jarsOf(Path lib) throws IOException {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        List<Path> jars = new ArrayList<>();
        for (Path file : FolderListing.of(lib)) {
            if (file.toString().endsWith(".jar")) {
                jars.add(file);
            }
        }
        return jars;
    }

    private static @Nullable Attributes manifestOfJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? null : manifest.getMainAttributes();
        }
    }

    private static @Nullable Attributes manifestOfFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Manifest(in).getMainAttributes();
        }
    }
}
