package org.jwsgi.kernel.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plugin's own {@code META-INF/services} files, in the format of {@link java.util.ServiceLoader}. Other class
 * loaders are not asked, and nothing is loaded.
 */
final class ServiceFiles {
    /** Where service files are. */
    static final String FOLDER = "META-INF/services/";

    private static final String API = FOLDER + "org.jwsgi.api.";

    private final Map<ProviderKind, Set<String>> classNames = new EnumMap<>(ProviderKind.class);
    private final Set<String> unknown = new TreeSet<>();

    private ServiceFiles() {}

    /**
     * Reads the service files of all kinds.
     *
     * @param classPath the jars and class folders of one plugin
     * @throws IOException when one cannot be read
     */
    static ServiceFiles read(List<Path> classPath) throws IOException {
        ServiceFiles files = new ServiceFiles();
        for (Path element : classPath) {
            if (Files.isDirectory(element)) {
                files.readFolder(element);
            } else {
                files.readJar(element);
            }
        }
        return files;
    }

    /** Returns the names of the provider classes of a kind, in order, without repetitions. */
    List<String> classNames(ProviderKind kind) {
        Set<String> names = classNames.get(kind);
        return names == null ? List.of() : List.copyOf(names);
    }

    /** Returns the interfaces of the API's packages that this kernel has no kind for. */
    List<String> unknownInterfaces() {
        return List.copyOf(unknown);
    }

    private void readJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            var entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(API)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        add(entry.getName(), in);
                    }
                }
            }
        }
    }

    private void readFolder(Path folder) throws IOException {
        Path services = folder.resolve(FOLDER);
        if (!Files.isDirectory(services)) {
            return;
        }
        for (Path file : FolderListing.of(services)) {
            String name = FOLDER + file.getFileName();
            if (name.startsWith(API)) {
                try (InputStream in = Files.newInputStream(file)) {
                    add(name, in);
                }
            }
        }
    }

    private void add(String file, InputStream in) throws IOException {
        ProviderKind kind = kindOf(file);
        if (kind == null) {
            unknown.add(file.substring(FOLDER.length()));
            return;
        }
        Set<String> names = classNames.computeIfAbsent(kind, _ -> new LinkedHashSet<>());
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
    }

    private static @Nullable ProviderKind kindOf(String file) {
        for (ProviderKind kind : ProviderKind.values()) {
            if (kind.serviceFile().equals(file)) {
                return kind;
            }
        }
        return null;
    }
}
