package org.jwsgi.plugins.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.metric.Metric;
import org.slf4j.Logger;

/**
 * The folder with a file for each metric: its value as text and a newline, padded with NUL to 4096 bytes, and written only
 * when the value changes. uWSGI maps the files; writing them costs more and survives a full disk, which kills a process
 * that touches such a map. Collecting thread, except for the start.
 */
final class MetricFiles {
    private static final int SIZE = 4096;
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path directory;
    private final Logger log;
    private final Map<Metric, Long> written = new HashMap<>();
    private boolean failing;

    /**
     * Checks the folder.
     *
     * @throws ServiceException when it is none, or nothing can be written to it
     */
    MetricFiles(Path directory, Logger log) {
        if (!Files.isDirectory(directory)) {
            throw new ServiceException(
                    "cannot keep metrics in " + directory + ": " + (Files.exists(directory) ? "not" : "no such")
                            + (Files.exists(directory) ? " a directory" : " directory"),
                    null);
        }
        if (!Files.isWritable(directory)) {
            throw new ServiceException("cannot keep metrics in " + directory + ": permission denied", null);
        }
        this.directory = directory;
        this.log = log;
    }

    /** Returns what the file of a metric holds. */
    OptionalLong restored(String name) {
        try (FileChannel file = FileChannel.open(directory.resolve(name), StandardOpenOption.READ)) {
            ByteBuffer content = ByteBuffer.allocate(32);
            int count = file.read(content);
            String text = new String(content.array(), 0, Math.max(0, count), US_ASCII);
            int end = 0;
            while (end < text.length() && (Character.isDigit(text.charAt(end)) || end == 0 && text.charAt(0) == '-')) {
                end++;
            }
            return end == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.substring(0, end)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            log.warn("cannot restore metric {}: {}", name, e.toString());
            return OptionalLong.empty();
        }
    }

    /** Creates the file of each metric, empty as in uWSGI, unless there is one. */
    void prepare(Iterable<Metric> metrics) {
        Complaint complaint = new Complaint();
        for (Metric metric : metrics) {
            try {
                write(metric, new byte[0]);
                written.put(metric, metric.definition().initialValue());
            } catch (IOException e) {
                complaint.about(metric, e);
            }
        }
    }

    /** Writes the metrics that have changed. One that cannot be written is tried again the next time. */
    void save(Iterable<Metric> metrics) {
        Complaint complaint = new Complaint();
        for (Metric metric : metrics) {
            long value = metric.value();
            Long before = written.get(metric);
            if (before != null && before == value) {
                continue;
            }
            try {
                write(metric, (value + "\n").getBytes(US_ASCII));
                written.put(metric, value);
            } catch (IOException e) {
                complaint.about(metric, e);
            }
        }
        failing = complaint.made;
    }

    /** What is wrong in one go over the files: told for the first, and not again before all was well. */
    private final class Complaint {
        private boolean made;

        void about(Metric metric, IOException e) {
            if (!failing) {
                log.error("cannot write metric file {}: {}", file(metric), reason(e));
            }
            failing = true;
            made = true;
        }
    }

    private void write(Metric metric, byte[] text) throws IOException {
        try (FileChannel file =
                FileChannel.open(file(metric), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), MODE)) {
            if (file.size() != SIZE) {
                writeFully(file, new byte[SIZE], text.length == 0 ? file.size() : 0);
            }
            if (text.length > 0) {
                byte[] padded = java.util.Arrays.copyOf(text, 32); // over whatever was there, which is no longer
                writeFully(file, padded, 0);
            }
        }
    }

    private static void writeFully(FileChannel file, byte[] bytes, long position) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(bytes, 0, (int) Math.max(0, Math.min(bytes.length, SIZE - position)));
        while (content.hasRemaining()) {
            int count = file.write(content, position + content.position());
            if (count <= 0) {
                throw new IOException("nothing was written");
            }
        }
    }

    private Path file(Metric metric) {
        return directory.resolve(metric.definition().name());
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "no such directory";
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
