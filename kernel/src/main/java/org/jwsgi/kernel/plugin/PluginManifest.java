package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.PluginDependency;
import org.pf4j.PluginDescriptor;

/**
 * The manifest entries of a plugin. The names are pf4j's, except {@code Plugin-Aliases}.
 *
 * @param id the name it is known by, dashed
 * @param version its version
 * @param description one line, possibly empty
 * @param requires the range of API versions it works with; {@code *} for any
 * @param dependencies the plugins it needs
 * @param aliases other names it is known by, such as those of uWSGI plugins that it stands for
 */
record PluginManifest(
        String id,
        String version,
        String description,
        String requires,
        List<Dependency> dependencies,
        List<String> aliases) {
    static final String ID = "Plugin-Id";

    /**
     * Reads the entries.
     *
     * @throws BrokenPluginException when a required one is missing
     */
    static PluginManifest of(@Nullable Attributes entries) throws BrokenPluginException {
        if (entries == null) {
            throw new BrokenPluginException("no manifest");
        }
        String id = value(entries, ID);
        if (id.isEmpty()) {
            throw new BrokenPluginException("no Plugin-Id in its manifest");
        }
        checkId(id);
        String version = value(entries, "Plugin-Version");
        if (version.isEmpty()) {
            throw new BrokenPluginException("no Plugin-Version in its manifest");
        }
        String requires = value(entries, "Plugin-Requires");
        return new PluginManifest(
                normalise(id),
                version,
                value(entries, "Plugin-Description"),
                requires.isEmpty() ? "*" : requires,
                dependencies(value(entries, "Plugin-Dependencies")),
                split(normalise(value(entries, "Plugin-Aliases"))));
    }

    /** Returns a plugin's name in the one spelling that the kernel compares. */
    static String normalise(String name) {
        return name.replace('_', '-');
    }

    /** Returns the same facts in pf4j's terms. */
    PluginDescriptor toDescriptor() {
        return new Descriptor(this);
    }

    /**
     * Another plugin that a plugin needs.
     *
     * @param id its id
     * @param range the versions that will do; {@code *} for any
     * @param optional whether the plugin works without it, too
     */
    record Dependency(String id, String range, boolean optional) {}

    /** Reads a list in pf4j's form {@code id, id@range, id?@range}, where a question mark means optional. */
    static List<Dependency> dependencies(String list) {
        List<Dependency> dependencies = new ArrayList<>();
        for (String part : split(list)) {
            PluginDependency dependency = new PluginDependency(part);
            dependencies.add(new Dependency(
                    normalise(dependency.getPluginId()),
                    dependency.getPluginVersionSupport().strip(),
                    dependency.isOptional()));
        }
        return List.copyOf(dependencies);
    }

    /** Returns the dependencies in pf4j's form. */
    String dependencyList() {
        StringBuilder list = new StringBuilder();
        for (Dependency dependency : dependencies) {
            list.append(list.isEmpty() ? "" : ",").append(dependency.id());
            list.append(dependency.optional() ? "?@" : "@").append(dependency.range());
        }
        return list.toString();
    }

    private static void checkId(String id) throws BrokenPluginException {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean valid =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.".indexOf(c) >= 0;
            if (!valid) {
                throw new BrokenPluginException("Plugin-Id \"" + id + "\" may only have letters, digits, - _ and .");
            }
        }
    }

    private static String value(Attributes entries, String name) {
        String value = entries.getValue(name);
        return value == null ? "" : value.strip();
    }

    /** Splits a list at its commas. */
    static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            String part = list.substring(start, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            start = end + 1;
        }
        return List.copyOf(parts);
    }

    private static final class Descriptor extends DefaultPluginDescriptor {
        Descriptor(PluginManifest manifest) {
            setPluginId(manifest.id());
            setPluginVersion(manifest.version());
            setPluginDescription(manifest.description());
            setRequires(manifest.requires());
            setDependencies(manifest.dependencyList());
        }
    }
}
