package org.jwsgi.plugins.attachdaemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a pid is. A pid alone says little, since pids are given out again; with the time of its start it names one process of
 * this boot of the machine. Read from {@code /proc}, see proc(5). Any thread.
 *
 * @param pid the pid
 * @param started when it was started, in ticks of 1/100 s since the machine was
 * @param leadsGroup whether it leads a process group
 */
record ProcessIdentity(int pid, long started, boolean leadsGroup) {
    private static final int TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that runs a JDK
    private static final int GROUP_FIELD = 2;
    private static final int START_FIELD = 19;

    /** Returns the process with a pid; empty when there is none, when it is only a thread, or when it has ended. */
    static Optional<ProcessIdentity> of(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
            // The name in parentheses may hold anything; what follows its end is state, parent, group, ...
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            if (dead || !isProcess(pid)) {
                return Optional.empty();
            }
            return Optional.of(new ProcessIdentity(
                    pid, Long.parseLong(fields[START_FIELD]), Integer.parseInt(fields[GROUP_FIELD]) == pid));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A thread has files under its number, too, but is no process. */
    private static boolean isProcess(int pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), ISO_8859_1)) {
            if (line.startsWith("Tgid:")) {
                return Integer.parseInt(line.substring(5).strip()) == pid;
            }
        }
        return false;
    }

    /** Tells whether the very same process still runs. */
    boolean isAlive() {
        return of(pid).filter(now -> now.started == started).isPresent();
    }

    /** Returns the number of ticks between the start of the machine and now. */
    static long nowInTicks() {
        try {
            String uptime = Files.readString(Path.of("/proc/uptime"));
            return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * TICKS_PER_SECOND);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns when it was started, in milliseconds since the epoch, to about 10 ms. */
    long startedAtMillis() {
        return System.currentTimeMillis() - (nowInTicks() - started) * (1000 / TICKS_PER_SECOND);
    }

    /** Returns its command line: the program and its arguments; its name in brackets when it shows none. */
    List<String> commandLine() {
        List<String> words = new ArrayList<>();
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/cmdline"), ISO_8859_1);
            for (String word : text.split("\0")) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
            if (words.isEmpty()) {
                words.add("[" + name() + "]");
            }
        } catch (IOException e) {
            words.clear(); // it has just ended
        }
        return words;
    }

    private String name() throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/comm"), ISO_8859_1).strip();
    }

    /**
     * Tells whether its name or command line shows that it was started by a command: it bears the name of a program in
     * it, or is a shell that runs it.
     */
    boolean looksLike(String command) {
        List<String> line = commandLine();
        if (line.contains(command)) {
            return true;
        }
        List<String> names = new ArrayList<>();
        // A script shows its interpreter first; a daemon that renames itself shows "name: role".
        for (int i = 0; i < Math.min(2, line.size()); i++) {
            String word = line.get(i).split("[ :]", 2)[0];
            names.add(word.substring(word.lastIndexOf('/') + 1));
        }
        try {
            names.add(name());
            Path program =
                    Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).getFileName();
            if (program != null) {
                names.add(program.toString());
            }
        } catch (IOException e) {
            names.remove(""); // somebody else's process hides its program; the other names have to do
        }
        for (String word : DaemonPlan.words(command)) {
            String name = word.substring(word.lastIndexOf('/') + 1);
            if (name.length() > 1 && !name.startsWith("-") && !isInterpreter(name) && names.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** What runs many programs says nothing about this one. */
    private static boolean isInterpreter(String name) {
        return switch (name) {
            case "sh",
                    "bash",
                    "dash",
                    "env",
                    "exec",
                    "nohup",
                    "setsid",
                    "sudo",
                    "python",
                    "python3",
                    "perl",
                    "ruby",
                    "java",
                    "node",
                    "php" -> true;
            default -> false;
        };
    }
}
