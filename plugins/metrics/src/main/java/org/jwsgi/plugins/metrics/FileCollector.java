package org.jwsgi.plugins.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.jwsgi.api.metric.MetricCollector;
import org.slf4j.Logger;

/**
 * Reads a number from the first {@value #LIMIT} bytes of a file, such as one in {@code /proc}: the word at an index, up to
 * the first character that is no digit; 0 when there is none. Collecting thread.
 */
final class FileCollector implements MetricCollector {
    private static final int LIMIT = 4096;

    private final Path file;
    private final int word;
    private final Logger log;
    private boolean failing;

    FileCollector(Path file, int word, Logger log) {
        this.file = file;
        this.word = word;
        this.log = log;
    }

    @Override
    public long collect(long current) {
        try (InputStream in = Files.newInputStream(file)) {
            StringTokenizer words = new StringTokenizer(new String(in.readNBytes(LIMIT), ISO_8859_1));
            failing = false;
            for (int i = 0; i < word && words.hasMoreTokens(); i++) {
                words.nextToken();
            }
            return words.hasMoreTokens() ? leadingNumber(words.nextToken()) : 0;
        } catch (IOException e) {
            if (!failing) {
                log.warn(
                        "cannot read metric file {}: {}",
                        file,
                        e instanceof NoSuchFileException ? "no such file or directory" : e.getMessage());
            }
            failing = true;
            return 0;
        }
    }

    private static long leadingNumber(String text) {
        int end = text.startsWith("-") ? 1 : 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        try {
            return Long.parseLong(text.substring(0, end));
        } catch (NumberFormatException e) {
            return 0; // no digits, or too many of them
        }
    }
}
