package org.jwsgi.kernel.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The names of uWSGI's options, those included that jwsgi does not have yet. They come from {@code uwsgi
 * --dump-options} of uWSGI 2.0.21 with the plugins of a distribution. Read only when a configuration holds an unknown
 * key.
 */
final class UwsgiOptionNames {
    private UwsgiOptionNames() {}

    static Set<String> read() {
        try (InputStream in = UwsgiOptionNames.class.getResourceAsStream("uwsgi-options.txt")) {
            if (in == null) {
                return Set.of();
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            Set<String> names = new HashSet<>(2048);
            int from = 0;
            while (from < text.length()) {
                int end = text.indexOf('\n', from);
                int stop = end < 0 ? text.length() : end;
                if (stop > from) {
                    names.add(text.substring(from, stop));
                }
                from = stop + 1;
            }
            return names;
        } catch (IOException e) {
            return Set.of();
        }
    }
}
