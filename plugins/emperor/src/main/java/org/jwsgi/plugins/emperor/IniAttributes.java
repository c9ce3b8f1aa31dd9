package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the attributes that a vassal's file holds for its Emperor. */
final class IniAttributes {
    private static final int MAX_BYTES = 1 << 16;

    private IniAttributes() {}

    /** One of them. */
    record Attribute(String key, String value) {}

    static List<Attribute> read(Path file, List<String> wanted) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            return List.of();
        }
        return parse(new String(bytes, ISO_8859_1), wanted);
    }

    /** Finds {@code KEY = VALUE} in the sections {@code [emperor]} of a text. */
    static List<Attribute> parse(String text, List<String> wanted) {
        List<Attribute> found = new ArrayList<>();
        boolean inside = false;
        for (String raw : text.split("\n")) {
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.startsWith("[")) {
                inside = line.equals("[emperor]");
            } else if (inside && equals > 0 && !line.startsWith(";") && !line.startsWith("#")) {
                String key = line.substring(0, equals).strip();
                if (wanted.contains(key)) {
                    String value = line.substring(equals + 1).strip();
                    found.add(new Attribute(key, new String(value.getBytes(ISO_8859_1), UTF_8)));
                }
            }
        }
        return List.copyOf(found);
    }
}
