package org.jwsgi.plugins.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.InstanceInfo;

/** Describes workers that a fatal signal has killed, with what the JVM wrote about its end. Any thread; may block. */
final class CrashReports {
    private static final String ERROR_FILE = "-XX:ErrorFile=";
    private static final int KILLED = 128;
    private static final Map<Integer, String> FATAL =
            Map.of(4, "SIGILL", 5, "SIGTRAP", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 11, "SIGSEGV", 31, "SIGSYS");

    private final InstanceInfo instance;
    private final int limit;

    /**
     * Creates the reports.
     *
     * @param limit how many bytes a report may have
     */
    CrashReports(InstanceInfo instance, int limit) {
        this.instance = instance;
        this.limit = limit;
    }

    /**
     * Tells whether a process has died by its own fault.
     *
     * @param code 128 and the number of the signal that killed it
     */
    static boolean isFatal(int code) {
        return FATAL.containsKey(code - KILLED);
    }

    /** Describes the end of a worker. What does not fit is cut off. */
    String of(int worker, int pid, int code) {
        int signal = code - KILLED;
        StringBuilder report = new StringBuilder("worker " + worker + " (pid: " + pid + ") was killed by signal "
                + signal + " (" + FATAL.get(signal) + ')');
        Optional<Path> file = errorFile(pid);
        if (file.isEmpty()) {
            return cut(report.append(", the JVM left no error file\n"));
        }
        report.append(", error file: ").append(file.get()).append('\n');
        try (InputStream in = Files.newInputStream(file.get())) {
            report.append(new String(in.readNBytes(limit), UTF_8));
        } catch (IOException e) {
            report.append("cannot read it: ").append(e.getMessage()).append('\n');
        }
        return cut(report);
    }

    /** Cuts whole lines off the end where it can. */
    private String cut(StringBuilder report) {
        byte[] bytes = report.toString().getBytes(UTF_8);
        if (bytes.length <= limit) {
            return report.toString();
        }
        int end = limit;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return new String(bytes, 0, end == 0 ? limit : end, UTF_8);
    }

    /** The JVM writes to the working directory of the worker, or to the folder for temporary files. */
    private Optional<Path> errorFile(int pid) {
        List<Path> candidates = new ArrayList<>();
        for (String option : instance.options().getOrDefault("jvm-opt", List.of())) {
            if (option.startsWith(ERROR_FILE)) {
                candidates.add(instance.startDirectory()
                        .resolve(option.substring(ERROR_FILE.length()).replace("%p", Integer.toString(pid))));
            }
        }
        String name = "hs_err_pid" + pid + ".log";
        for (String option : List.of("chdir2", "chdir")) {
            for (String directory : instance.options().getOrDefault(option, List.of())) {
                candidates.add(instance.startDirectory().resolve(directory).resolve(name));
            }
        }
        candidates.add(instance.startDirectory().resolve(name));
        candidates.add(Path.of(System.getProperty("java.io.tmpdir"), name));
        return candidates.stream().filter(Files::isReadable).findFirst();
    }
}
