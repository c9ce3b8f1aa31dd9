package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.ResourceOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts this process, and so its children to come, into control groups, and writes their settings. Runs in: the process that
 * was started; main thread, before anything is isolated. A process moves as a whole, through {@code cgroup.procs}: the file
 * {@code tasks}, which uWSGI writes, would move one thread of a JVM, and version 2 does not have it.
 */
final class ControlGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);

    private final ResourceOptions options;

    ControlGroups(ResourceOptions options) {
        this.options = options;
    }

    /**
     * Enters the groups.
     *
     * @throws JwsgiException when a group cannot be made, entered or set
     */
    void enter() {
        for (String name : options.cgroup()) {
            Path group = Path.of(name);
            create(group);
            Path members = group.resolve("cgroup.procs");
            if (Files.notExists(members)) {
                members = group.resolve("tasks");
            }
            write(members, Integer.toString(Processes.pid()));
            LOG.info("assigned process {} to cgroup {}", Processes.pid(), members);
            for (String setting : options.cgroupOpt()) {
                int end = separator(setting);
                Path file = group.resolve(setting.substring(0, end));
                write(file, setting.substring(end + 1));
                LOG.info("set {} to {}", setting.substring(end + 1), file);
            }
        }
    }

    private static int separator(String setting) {
        int equals = setting.indexOf('=');
        int end = equals >= 0 ? equals : setting.indexOf(':');
        if (end <= 0) {
            throw new JwsgiException(JwsgiException.Kind.USER, "invalid cgroup-opt syntax: " + setting);
        }
        return end;
    }

    private void create(Path group) {
        if (Files.isDirectory(group)) {
            return;
        }
        try {
            Files.createDirectory(group);
            Files.setPosixFilePermissions(
                    group, permissions(options.cgroupDirMode().bits()));
        } catch (IOException e) {
            throw failure("create cgroup " + group, e);
        }
        LOG.info(
                "created Linux cgroup {} with mode {}",
                group,
                Integer.toOctalString(options.cgroupDirMode().bits()));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /** One call of write: control groups take a value only at once. */
    static void write(Path file, String value) {
        try {
            Files.write(
                    file,
                    (value + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw failure("write \"" + value + "\" to " + file, e);
        }
    }

    private static JwsgiException failure(String what, IOException e) {
        String reason = e instanceof java.nio.file.FileSystemException named && named.getReason() != null
                ? named.getReason()
                : e.toString();
        return new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "cannot " + what + ": " + reason, e);
    }
}
