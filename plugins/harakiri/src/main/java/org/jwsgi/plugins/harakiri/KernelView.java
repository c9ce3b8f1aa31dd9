package org.jwsgi.plugins.harakiri;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What Linux says about a process: the lines of uWSGI, and one for each thread that carries requests, since the first
 * thread of a JVM only waits. Source: {@code /proc/PID/syscall} and {@code wchan}, see proc(5).
 */
final class KernelView {
    /** The kernel cuts names of threads to 15 bytes; the JVM's carriers are called {@code ForkJoinPool-1-worker-N}. */
    private static final String CARRIER = "ForkJoinPool-1-";

    private final Path proc;

    KernelView() {
        this(Path.of("/proc"));
    }

    KernelView(Path proc) {
        this.proc = proc;
    }

    List<String> lines(int pid) {
        List<String> lines = new ArrayList<>();
        Path process = proc.resolve(Integer.toString(pid));
        lines.add("HARAKIRI: -- syscall> " + read(process.resolve("syscall")));
        lines.add("HARAKIRI: -- wchan> " + read(process.resolve("wchan")));
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                String name = read(thread.resolve("comm"));
                if (name.startsWith(CARRIER)) {
                    lines.add("HARAKIRI: -- thread " + thread.getFileName() + " (" + name + ") syscall> "
                            + read(thread.resolve("syscall")) + " wchan> " + read(thread.resolve("wchan")));
                }
            }
        } catch (IOException e) {
            lines.add("HARAKIRI: -- threads> " + e.getMessage());
        }
        return lines;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "cannot read " + file + ": " + e.getMessage();
        }
    }
}
