package org.jwsgi.kernel.boot;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where this jwsgi is installed. Runs in: every process.
 *
 * @param home the installation folder: {@code bin/}, {@code lib/}, {@code plugins/}
 * @param version jwsgi's version
 */
record Installation(Path home, String version) {
    /** The variable in which the launcher tells its installation folder. */
    static final String HOME_VARIABLE = "JWSGI_HOME";

    /** The variable that names further folders of plugins, separated as in {@code PATH}. */
    private static final String PLUGINS_VARIABLE = "JWSGI_PLUGINS";

    /** Returns the installation that this process was started from. */
    static Installation of(Map<String, String> environment) {
        @Nullable String version = Installation.class.getPackage().getImplementationVersion();
        @Nullable String home = environment.get(HOME_VARIABLE);
        Path folder = home == null ? folderOfJar() : Path.of(home);
        return new Installation(folder.toAbsolutePath().normalize(), version == null ? "development" : version);
    }

    /** Returns the launcher's script. */
    Path launcher() {
        return home.resolve("bin/jwsgi");
    }

    /** Returns the kernel's jar, which names all libraries. */
    Path kernelJar() {
        return home.resolve("lib/jwsgi-kernel.jar");
    }

    /** Returns the folder of the distribution's own plugins. */
    Path plugins() {
        return home.resolve("plugins");
    }

    /** Returns where {@code JWSGI_PLUGINS} says that more plugins are. */
    static List<Path> furtherPlugins(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        String list = environment.getOrDefault(PLUGINS_VARIABLE, "");
        int start = 0;
        while (start < list.length()) {
            int end = list.indexOf(':', start);
            end = end < 0 ? list.length() : end;
            if (end > start) {
                folders.add(Path.of(list.substring(start, end)).toAbsolutePath());
            }
            start = end + 1;
        }
        return folders;
    }

    /** Returns a folder of this user's own for what can be made again: unpacked plugins. */
    static Path cache(Map<String, String> environment) {
        @Nullable String cache = environment.get("XDG_CACHE_HOME");
        if (cache != null && !cache.isEmpty()) {
            return Path.of(cache, "jwsgi");
        }
        @Nullable String user = environment.get("HOME");
        return user != null && !user.isEmpty()
                ? Path.of(user, ".cache", "jwsgi")
                : Path.of(System.getProperty("java.io.tmpdir"), "jwsgi-" + System.getProperty("user.name"));
    }

    private static Path folderOfJar() {
        URI jar = URI.create(Installation.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        Path lib = Path.of(jar).getParent();
        return lib == null || lib.getParent() == null ? Path.of("") : lib.getParent();
    }
}
