package org.jwsgi.plugins.jwsgi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.request.AppLoadException;

/** Where applications are looked for: the working directory, then the entries of {@code jvm-classpath}. */
final class ClassPath {
    private final Path workingDirectory;
    private final List<Path> entries = new ArrayList<>();

    /**
     * Resolves a class path.
     *
     * @param workingDirectory the process' working directory
     * @param configured folders, jars and {@code folder/*}, several with {@code :}
     */
    ClassPath(Path workingDirectory, List<String> configured) {
        this.workingDirectory = workingDirectory;
        entries.add(workingDirectory);
        for (String value : configured) {
            for (String entry : value.split(":", -1)) {
                add(entry.strip());
            }
        }
    }

    /**
     * Returns the process' working directory. {@code user.dir} is not it when the process has changed directory since
     * the JVM began, as {@code chdir} makes it do.
     */
    static Path currentDirectory() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/cwd"));
        } catch (IOException e) {
            return Path.of("").toAbsolutePath();
        }
    }

    /** Returns the folders and jars, absolute, in search order. */
    List<Path> entries() {
        return entries;
    }

    /** Returns the absolute form of a path in the configuration. */
    Path resolve(String path) {
        return workingDirectory.resolve(path).normalize();
    }

    /** Returns the entries that do not exist, for a warning. */
    List<Path> missing() {
        List<Path> missing = new ArrayList<>();
        for (Path entry : entries) {
            if (!Files.exists(entry)) {
                missing.add(entry);
            }
        }
        return missing;
    }

    private void add(String entry) {
        if (entry.isEmpty()) {
            return;
        }
        if (!entry.equals("*") && !entry.endsWith("/*")) {
            entries.add(resolve(entry));
            return;
        }
        Path folder = resolve(entry.substring(0, entry.length() - 1));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
            List<Path> found = new ArrayList<>();
            jars.forEach(found::add);
            found.sort(null);
            entries.addAll(found);
        } catch (IOException e) {
            throw new AppLoadException(
                    "cannot read the folder of the class path entry \"" + entry + "\" (jvm-classpath): " + reason(e),
                    null);
        }
    }

    /** Returns why an operation on a file failed, without the file's name. */
    static String reason(IOException failure) {
        return switch (failure) {
            case java.nio.file.NoSuchFileException _ -> "no such file or directory";
            case java.nio.file.NotDirectoryException _ -> "not a directory";
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
