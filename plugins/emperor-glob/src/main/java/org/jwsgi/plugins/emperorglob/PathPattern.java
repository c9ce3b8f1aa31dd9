package org.jwsgi.plugins.emperorglob;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jwsgi.api.emperor.MonitorException;

/**
 * A pattern after {@code glob(7)}: {@code *}, {@code ?} and {@code [...]} match within one name, and a leading dot only when
 * it is written out. A directory that is missing or not open to this process has no matches, as in {@code glob(3)}.
 */
final class PathPattern {
    private PathPattern() {}

    /**
     * What a pattern matches now.
     *
     * @param names the paths as the pattern gives them, sorted
     * @param listed the directories in which a name that comes or goes may change the answer
     */
    record Matches(List<String> names, Set<Path> listed) {}

    /**
     * Looks for matches.
     *
     * @param base where relative patterns begin
     * @throws MonitorException when a directory cannot be read to its end
     */
    static Matches expand(Path base, String pattern) throws MonitorException {
        Set<Path> listed = new LinkedHashSet<>();
        List<String> found = new ArrayList<>();
        found.add(pattern.startsWith("/") ? "/" : "");
        String[] parts = pattern.split("/+");
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                found = step(base, found, parts[i], listed);
            }
        }
        found.sort(null);
        return new Matches(List.copyOf(found), listed);
    }

    private static List<String> step(Path base, List<String> prefixes, String part, Set<Path> listed)
            throws MonitorException {
        List<String> next = new ArrayList<>();
        for (String prefix : prefixes) {
            Path directory = base.resolve(prefix);
            listed.add(directory);
            String lead = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
            if (isPlain(part)) {
                String name = unescape(part);
                if (Files.exists(directory.resolve(name), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    next.add(lead + name);
                }
            } else {
                for (String name : names(directory)) {
                    if (matches(part, name)) {
                        next.add(lead + name);
                    }
                }
            }
        }
        return next;
    }

    private static List<String> names(Path directory) throws MonitorException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            return List.of();
        } catch (DirectoryIteratorException | IOException e) {
            throw new MonitorException("cannot list " + directory + ": " + e.getMessage(), e);
        }
        return names;
    }

    private static boolean isPlain(String part) {
        return part.indexOf('*') < 0 && part.indexOf('?') < 0 && part.indexOf('[') < 0;
    }

    private static String unescape(String part) {
        return part.replace("\\", "");
    }

    /** Tells whether a name matches one part of a pattern. */
    static boolean matches(String pattern, String name) {
        return (!name.startsWith(".") || pattern.startsWith(".")) && matches(pattern, 0, name, 0);
    }

    private static boolean matches(String pattern, int p, String name, int n) {
        while (p < pattern.length()) {
            char c = pattern.charAt(p);
            if (c == '*') {
                for (int rest = n; rest <= name.length(); rest++) {
                    if (matches(pattern, p + 1, name, rest)) {
                        return true;
                    }
                }
                return false;
            }
            if (n >= name.length()) {
                return false;
            }
            int end = c == '[' ? closing(pattern, p) : -1;
            if (end > 0) {
                if (!inClass(pattern.substring(p + 1, end), name.charAt(n))) {
                    return false;
                }
                p = end;
            } else if (c == '\\' && p + 1 < pattern.length()) {
                p++;
                if (pattern.charAt(p) != name.charAt(n)) {
                    return false;
                }
            } else if (c != '?' && c != name.charAt(n)) {
                return false;
            }
            p++;
            n++;
        }
        return n == name.length();
    }

    /** Returns where a class ends: a bracket that comes first, or after {@code !}, belongs to it. -1 when it does not end. */
    private static int closing(String pattern, int open) {
        int from = open + 1;
        if (from < pattern.length() && (pattern.charAt(from) == '!' || pattern.charAt(from) == '^')) {
            from++;
        }
        return pattern.indexOf(']', from + 1);
    }

    private static boolean inClass(String content, char c) {
        boolean negated = content.startsWith("!") || content.startsWith("^");
        boolean found = false;
        for (int i = negated ? 1 : 0; i < content.length(); i++) {
            if (i + 2 < content.length() && content.charAt(i + 1) == '-') {
                found |= content.charAt(i) <= c && c <= content.charAt(i + 2);
                i += 2;
            } else {
                found |= content.charAt(i) == c;
            }
        }
        return found != negated;
    }
}
