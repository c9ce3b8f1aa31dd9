package org.jwsgi.kernel.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** File name patterns as the C library's {@code glob} expands them: sorted, directories marked with a slash. */
final class Glob {
    private Glob() {}

    /**
     * Returns the paths that match, or the pattern itself when none does.
     *
     * @param directory where a relative pattern starts
     */
    static List<String> expand(Path directory, String pattern) {
        List<String> found = new ArrayList<>();
        boolean absolute = pattern.startsWith("/");
        walk(absolute ? Path.of("/") : directory, absolute ? "/" : "", pattern, absolute ? 1 : 0, found);
        Collections.sort(found);
        return found.isEmpty() ? List.of(pattern) : found;
    }

    private static void walk(Path directory, String prefix, String pattern, int from, List<String> found) {
        int slash = pattern.indexOf('/', from);
        String segment = pattern.substring(from, slash < 0 ? pattern.length() : slash);
        if (segment.isEmpty()) {
            if (slash >= 0) {
                walk(directory, prefix + "/", pattern, slash + 1, found);
            } else {
                found.add(prefix);
            }
            return;
        }
        for (String name : names(directory, segment)) {
            Path path = directory.resolve(name);
            boolean folder = Files.isDirectory(path);
            if (slash < 0) {
                found.add(prefix + name + (folder ? "/" : ""));
            } else if (folder) {
                walk(path, prefix + name + "/", pattern, slash + 1, found);
            }
        }
    }

    private static List<String> names(Path directory, String segment) {
        if (segment.equals(".") || segment.equals("..")) {
            return List.of(segment);
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if ((!name.startsWith(".") || segment.startsWith(".")) && matches(segment, 0, name, 0)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return names;
    }

    /** Tells whether a name matches a pattern of {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]} and escapes. */
    static boolean matches(String pattern, int p, String name, int n) {
        int starAt = -1;
        int starName = 0;
        int i = p;
        int j = n;
        while (j < name.length()) {
            int next = i < pattern.length() ? single(pattern, i, name.charAt(j)) : -1;
            if (i < pattern.length() && pattern.charAt(i) == '*') {
                starAt = ++i;
                starName = j;
            } else if (next > 0) {
                i = next;
                j++;
            } else if (starAt >= 0) {
                i = starAt;
                j = ++starName;
            } else {
                return false;
            }
        }
        while (i < pattern.length() && pattern.charAt(i) == '*') {
            i++;
        }
        return i == pattern.length();
    }

    /** Returns where the pattern goes on after matching one character, or -1 when it does not match. */
    private static int single(String pattern, int at, char c) {
        char p = pattern.charAt(at);
        if (p == '?') {
            return at + 1;
        }
        if (p == '[') {
            int close = pattern.indexOf(']', at + 2);
            if (close > 0) {
                boolean negated = pattern.charAt(at + 1) == '!' || pattern.charAt(at + 1) == '^';
                return inSet(pattern, at + (negated ? 2 : 1), close, c) != negated ? close + 1 : -1;
            }
        }
        if (p == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? at + 2 : -1;
        }
        return p == c ? at + 1 : -1;
    }

    private static boolean inSet(String pattern, int from, int close, char c) {
        for (int i = from; i < close; i++) {
            if (i + 2 < close && pattern.charAt(i + 1) == '-') {
                if (c >= pattern.charAt(i) && c <= pattern.charAt(i + 2)) {
                    return true;
                }
                i += 2;
            } else if (pattern.charAt(i) == c) {
                return true;
            }
        }
        return false;
    }
}
