package org.jwsgi.kernel.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Facts about the machine and the user that magic variables show. Read when asked, from the proc file system. */
final class Machine {
    private Machine() {}

    static String hostname() {
        return firstLine(Path.of("/proc/sys/kernel/hostname"), "localhost");
    }

    /** Returns the number of processors that are online, whatever a container grants (uWSGI's {@code %k}). */
    static int processors() {
        String online = firstLine(Path.of("/sys/devices/system/cpu/online"), "");
        int count = 0;
        try {
            // 0-3,8,10-11
            for (int from = 0; from < online.length(); ) {
                int comma = online.indexOf(',', from);
                int end = comma < 0 ? online.length() : comma;
                int dash = online.indexOf('-', from);
                count += dash < 0 || dash > end
                        ? 1
                        : Integer.parseInt(online, dash + 1, end, 10) - Integer.parseInt(online, from, dash, 10) + 1;
                from = end + 1;
            }
        } catch (NumberFormatException e) {
            count = 0;
        }
        return count > 0 ? count : Runtime.getRuntime().availableProcessors();
    }

    static String uid() {
        return attribute(Path.of("/proc/self"), "unix:uid");
    }

    static String gid() {
        return attribute(Path.of("/proc/self"), "unix:gid");
    }

    static String userName() {
        return nameOf(Path.of("/etc/passwd"), uid());
    }

    static String groupName() {
        return nameOf(Path.of("/etc/group"), gid());
    }

    /** Returns the inode of a path, links not followed, or nothing when there is none. */
    static String inode(String path) {
        return path.isEmpty() ? "" : attribute(Path.of(path), "unix:ino");
    }

    private static String attribute(Path path, String name) {
        try {
            return String.valueOf(Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Returns the first field of the line whose third field is the id, or the id itself. */
    private static String nameOf(Path database, String id) {
        try {
            for (String line : Files.readAllLines(database)) {
                int first = line.indexOf(':');
                int second = line.indexOf(':', first + 1);
                if (first > 0 && second > 0 && line.startsWith(id + ":", second + 1)) {
                    return line.substring(0, first);
                }
            }
        } catch (IOException e) {
            return id;
        }
        return id;
    }

    private static String firstLine(Path file, String fallback) {
        try {
            String text = Files.readString(file);
            int newline = text.indexOf('\n');
            return newline < 0 ? text : text.substring(0, newline);
        } catch (IOException e) {
            return fallback;
        }
    }
}
