package org.jwsgi.plugins.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is mounted in the namespace of the calling thread, from {@code /proc/thread-self/mountinfo} (proc(5)): the fifth
 * field of a line is the mount point, with spaces and the like as octal escapes.
 */
final class MountTable {
    private static final Path FILE = Path.of("/proc/thread-self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private MountTable() {}

    /** Returns all mount points, in the order of mounting. */
    static List<String> read() throws IOException {
        return parse(Files.readString(FILE, StandardCharsets.UTF_8));
    }

    static List<String> parse(String table) {
        List<String> points = new ArrayList<>();
        table.lines().forEach(line -> {
            List<String> fields = Arguments.split(line, 1, MOUNT_POINT + 2, "", "");
            if (fields.size() > MOUNT_POINT) {
                points.add(unescaped(fields.get(MOUNT_POINT)));
            }
        });
        return points;
    }

    /** Returns what is mounted below a mount point, the last mounted first; the mount point itself is not among it. */
    static List<String> below(String target, List<String> points) {
        String prefix = target.endsWith("/") ? target : target + '/';
        return points.reversed().stream()
                .filter(point -> point.startsWith(prefix) && point.length() > prefix.length())
                .toList();
    }

    static boolean isMountPoint(Path directory) {
        try {
            return read().contains(directory.toRealPath().toString());
        } catch (IOException e) {
            return false;
        }
    }

    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length()) {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
