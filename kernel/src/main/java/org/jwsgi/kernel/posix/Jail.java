package org.jwsgi.kernel.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.JwsgiException;

/**
 * A new root directory for programs to come, into which some of the old one's directories and files are carried. They are
 * held before the root changes and attached after it, so that a symbolic link inside the new root can never lead a mount,
 * or the creation of its mount point, to the outside. All methods but the constructor run on a launch thread that has a
 * mount namespace of its own.
 */
public final class Jail {
    private final List<Carried> carried;
    private final List<DetachedMount> held = new ArrayList<>();

    /**
     * Something of the old root that the new one gets as well.
     *
     * @param source its path in the old root; what is not there is not carried
     * @param target its path in the new root
     * @param writable whether it may be written to
     * @param always whether it hides what the new root has at this path; otherwise that is left alone unless it is an
     *     empty file
     */
    public record Carried(Path source, Path target, boolean writable, boolean always) {}

    /** Plans a jail; nothing happens yet. */
    public Jail(List<Carried> carried) {
        this.carried = List.copyOf(carried);
    }

    /**
     * Returns the steps into a directory as the new root; the thread's mount namespace must be its own by then.
     *
     * @param change how the root changes
     */
    public List<ShapeStep> around(List<? extends ShapeStep> change) {
        List<ShapeStep> steps = new ArrayList<>();
        steps.add(new ShapeStep.Run(this::hold));
        steps.addAll(change);
        steps.add(new ShapeStep.Run(this::attach));
        return steps;
    }

    /** Returns the steps that swap the root for a directory and leave nothing of the old one. */
    public static List<ShapeStep> onlyRoot(Path rootfs) {
        String root = rootfs.toString();
        return List.of(
                new ShapeStep.Mount(root, root, "", Mounts.BIND | Mounts.RECURSIVE, ""),
                new ShapeStep.Directory(root),
                new ShapeStep.Run(() -> Mounts.pivot(".", ".")),
                new ShapeStep.Run(() -> Mounts.unmount(".", Mounts.DETACH)),
                new ShapeStep.Directory("/"));
    }

    private void hold() {
        for (Carried item : carried) {
            boolean directory = Files.isDirectory(item.source());
            if (directory || Files.exists(item.source())) {
                held.add(DetachedMount.open(item.source(), item.target(), directory));
            } else {
                held.add(new DetachedMount(-1, item.target(), false));
            }
        }
    }

    private void attach() {
        for (int i = 0; i < carried.size(); i++) {
            DetachedMount mount = held.get(i);
            if (mount.descriptor() < 0) {
                continue;
            }
            boolean vacant = isVacant(mount.path());
            if (!Files.exists(mount.path())) {
                createMountPoint(mount);
            }
            if (vacant || carried.get(i).always()) {
                if (!carried.get(i).writable()) {
                    mount.protect();
                }
                mount.attach();
            }
            Descriptors.close(mount.descriptor());
        }
        held.clear();
    }

    /** Tells whether there is nothing yet, or the mount point of a file that an earlier start has left behind. */
    private static boolean isVacant(Path path) {
        try {
            return Files.notExists(path) || (Files.isRegularFile(path) && Files.size(path) == 0);
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot look at " + path + " in the jail: " + e.getMessage(), e);
        }
    }

    private static void createMountPoint(DetachedMount mount) {
        try {
            if (mount.directory()) {
                Files.createDirectories(mount.path());
            } else {
                Path folder = mount.path().getParent();
                if (folder != null && !Files.isDirectory(folder)) {
                    Files.createDirectories(folder);
                }
                if (!Files.exists(mount.path(), LinkOption.NOFOLLOW_LINKS)) {
                    Files.createFile(mount.path());
                }
            }
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT,
                    "cannot create the mount point " + mount.path() + " in the jail: " + e.getMessage()
                            + "; create it, or make the new root writable",
                    e);
        }
    }
}
