package org.jwsgi.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks zipped plugins, each version once, below a folder that belongs to the user of this process alone. Others may
 * read it, because a worker may run as another user than the master. Safe when several processes unpack the same zip.
 */
final class PluginCache {
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private final Path folder;

    /**
     * Creates the cache. Nothing is written before the first zip.
     *
     * @param folder need not exist; its parent must
     */
    PluginCache(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the folder that holds a zip's plugin, unpacking it unless that has been done.
     *
     * @throws IOException when the zip cannot be read or the folder cannot be written
     * @throws BrokenPluginException when the zip holds no plugin, or entries that lead out of its folder
     */
    Path unpack(Path zip) throws IOException, BrokenPluginException {
        String file = String.valueOf(zip.getFileName());
        String name = file.substring(0, file.length() - ".zip".length()) + "-" + Fingerprint.of(zip);
        requirePrivateFolder();
        Path target = folder.resolve(name);
        if (!Files.isDirectory(target)) {
            Path partial = Files.createTempDirectory(folder, name, READABLE);
            try {
                extract(zip, partial);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                // Another process may have been faster.
                if (!Files.isDirectory(target)) {
                    throw e;
                }
            } finally {
                delete(partial);
            }
        }
        return pluginFolderIn(target);
    }

    private static Path pluginFolderIn(Path target) throws IOException, BrokenPluginException {
        if (PluginFiles.isPluginFolder(target)) {
            return target;
        }
        try (Stream<Path> children = Files.list(target)) {
            List<Path> found = children.filter(PluginFiles::isPluginFolder).toList();
            if (found.size() == 1) {
                return found.getFirst();
            }
        }
        throw new BrokenPluginException("neither classes/ nor lib/*.jar in it");
    }

    /** A folder that somebody else made or can write to could be made to hold classes of theirs. */
    private void requirePrivateFolder() throws IOException {
        try {
            Files.createDirectory(folder, READABLE);
        } catch (FileAlreadyExistsException _) {
            // Made by an earlier start; checked below like a new one.
        }
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path probe = Files.createTempFile(folder, "owner", null);
        try {
            boolean own = attributes.isDirectory() && attributes.owner().equals(Files.getOwner(probe));
            Set<PosixFilePermission> permissions = attributes.permissions();
            if (!own
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new IOException(folder + " belongs to, or can be written by, another user");
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static void extract(Path zip, Path target) throws IOException, BrokenPluginException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            var entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path path = pathInside(target, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path, READABLE);
                    continue;
                }
                Path parent = path.getParent();
                if (parent != null) {
                    Files.createDirectories(parent, READABLE);
                }
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, path);
                }
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
    }

    private static Path pathInside(Path target, String entry) throws BrokenPluginException {
        if (entry.indexOf('\0') < 0) {
            Path path = target.resolve(entry).normalize();
            if (path.startsWith(target)) {
                return path;
            }
        }
        throw new BrokenPluginException("its entry \"" + entry + "\" leads out of the plugin");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException _) {
            // It was moved to its final name.
        }
    }
}
