package org.jwsgi.kernel.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The {@code %x} variables that are replaced in the text of every configuration file before it is parsed. */
final class MagicVariables {
    private final Surroundings surroundings;
    private final long startMicros;
    private @Nullable FileNames first;

    MagicVariables(Surroundings surroundings, long startMicros) {
        this.surroundings = surroundings;
        this.startMicros = startMicros;
    }

    /**
     * Replaces the variables of a file's text. {@code %} with an undefined character vanishes together with it;
     * {@code %(} stays for the placeholder pass.
     */
    String expand(String text, FileNames file) {
        if (first == null) {
            first = file;
        }
        return replace(text, file, first);
    }

    /**
     * Replaces the variables of a text.
     *
     * @param outermost the file whose names the variables in capitals are
     */
    String replace(String text, FileNames file, FileNames outermost) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length() + 64);
        int from = 0;
        while (percent >= 0) {
            result.append(text, from, percent);
            if (percent + 1 >= text.length()) {
                return result.append('%').toString();
            }
            char c = text.charAt(percent + 1);
            append(result, c, file, outermost);
            from = percent + 2;
            percent = text.indexOf('%', from);
        }
        return result.append(text, from, text.length()).toString();
    }

    private void append(StringBuilder result, char c, FileNames file, FileNames outermost) {
        switch (c) {
            case '(' -> result.append("%(");
            case '%' -> result.append('%');
            case '[' -> result.append('\u001b');
            case 'b' -> result.append(surroundings.binary());
            case 'v' -> result.append(surroundings.directory());
            case 'V' -> result.append(surroundings.version());
            case 'h' -> result.append(Machine.hostname());
            case 'k' -> result.append(Machine.processors());
            case 't' -> result.append(startMicros / 1_000_000);
            case 'T' -> result.append(startMicros);
            case 'u' -> result.append(Machine.uid());
            case 'U' -> result.append(Machine.userName());
            case 'g' -> result.append(Machine.gid());
            case 'G' -> result.append(Machine.groupName());
            case 'o', 'p', 's', 'd', 'c', 'e', 'n', 'x', 'i', 'j' -> result.append(file.variable(c));
            case 'O', 'P', 'S', 'D', 'C', 'E', 'N', 'X', 'I', 'J' ->
                result.append(outermost.variable((char) (c + ('a' - 'A'))));
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> result.append(file.directory(c - '0'));
            // A stray sign at the end of a line must not join it with the next.
            case '\n' -> result.append('\n');
            default -> {}
        }
    }

    /**
     * The names of one configuration file.
     *
     * @param given as the user wrote it, without the section
     * @param absolute the absolute path; empty for everything that is no file
     * @param section what follows the colon, or empty
     */
    record FileNames(String given, String absolute, String section) {
        /**
         * Returns the names of a file. Symbolic links are resolved, unless the file itself is one: then the path is
         * the one of the link, which lets one skeleton serve many links.
         */
        static FileNames of(Path directory, String given, String section) {
            Path path = directory.resolve(given);
            String absolute;
            try {
                absolute = Files.isSymbolicLink(path)
                        ? (given.startsWith("/") ? given : directory + "/" + given)
                        : path.toRealPath().toString();
            } catch (IOException e) {
                absolute = path.normalize().toString();
            }
            return new FileNames(given, absolute, section);
        }

        /** Returns the names of something that is no file: a URI or standard input. */
        static FileNames ofStream(String given) {
            return new FileNames(given, "", "");
        }

        String variable(char letter) {
            return switch (letter) {
                case 'o' -> given;
                case 'p' -> absolute;
                case 's' -> last(absolute);
                case 'd' -> absolute.substring(0, absolute.lastIndexOf('/') + 1);
                case 'c' -> {
                    int slash = absolute.lastIndexOf('/');
                    yield slash <= 0 ? "" : last(absolute.substring(0, slash));
                }
                case 'e' -> {
                    String name = last(absolute);
                    int dot = name.lastIndexOf('.');
                    yield dot < 0 ? "" : name.substring(dot + 1);
                }
                case 'n' -> {
                    String name = last(absolute);
                    int dot = name.lastIndexOf('.');
                    yield dot < 0 ? name : name.substring(0, dot);
                }
                case 'x' -> section;
                case 'i' -> Machine.inode(absolute);
                case 'j' -> absolute.isEmpty() ? "" : hash(absolute);
                default -> "";
            };
        }

        String directory(int index) {
            int at = 1;
            for (int i = 0; i < index; i++) {
                int slash = absolute.indexOf('/', at);
                if (slash < 0) {
                    return "";
                }
                at = slash + 1;
            }
            int end = absolute.indexOf('/', at);
            return end < 0 || at > absolute.length() ? "" : absolute.substring(at, end);
        }

        private static String last(String path) {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** Returns uWSGI's path hash: h = h * 33 ^ byte from 5381, its four bytes in little-endian order. */
        private static String hash(String path) {
            int hash = 5381;
            for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash * 33) ^ (b & 0xff);
            }
            return HexFormat.of().withUpperCase().toHexDigits(Integer.reverseBytes(hash));
        }
    }
}
