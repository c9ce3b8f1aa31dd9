package org.jwsgi.plugins.attachdaemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jwsgi.api.child.ChildSpec;

/**
 * A daemon, ready to be run.
 *
 * @param daemon what was configured
 * @param name what the log calls it
 * @param child how its process is started
 */
record DaemonPlan(DetailedDaemon daemon, String name, ChildSpec child) {
    static DaemonPlan of(DetailedDaemon daemon, boolean honourStdin) {
        String name = daemon.name().orElseGet(() -> programOf(daemon.command()));
        ChildSpec.Builder child = ChildSpec.shell(name, daemon.command())
                .place(new ChildSpec.Place(
                        daemon.chdir(), number(daemon.uid()), number(daemon.gid()), true, daemon.nsPid()))
                .input(daemon.stdin() || honourStdin ? new ChildSpec.Input.Inherited() : new ChildSpec.Input.None());
        if (daemon.pidfile().isEmpty()) {
            child.captured().repeatedStop().boundToMaster();
        }
        return new DaemonPlan(daemon, name, child.build());
    }

    private static OptionalInt number(int configured) {
        return configured == 0 ? OptionalInt.empty() : OptionalInt.of(configured);
    }

    /** Reads {@code PIDFILE[,FREQ] COMMAND}. */
    static DetailedDaemon smart(String value) {
        int space = value.indexOf(' ');
        String command = space < 0 ? "" : value.substring(space + 1).strip();
        if (command.isEmpty()) {
            throw new IllegalArgumentException("invalid smart-attach-daemon syntax: " + value);
        }
        String head = value.substring(0, space);
        int comma = head.indexOf(',');
        try {
            return comma < 0
                    ? DetailedDaemon.ofPidfile(Path.of(head), 10, command)
                    : DetailedDaemon.ofPidfile(
                            Path.of(head.substring(0, comma)), freq(head.substring(comma + 1)), command);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid smart-attach-daemon syntax: " + value, e);
        }
    }

    private static int freq(String text) {
        int freq = Integer.parseInt(text);
        if (freq < 1) {
            throw new IllegalArgumentException("no daemon is checked " + freq + " times");
        }
        return freq;
    }

    /** Cuts the legion's name off a value. */
    static String withoutLegion(String value) {
        int space = value.indexOf(' ');
        if (space <= 0 || value.substring(space + 1).isBlank()) {
            throw new IllegalArgumentException("invalid legion daemon syntax: " + value);
        }
        return value.substring(space + 1).strip();
    }

    /** Returns the name of the program that a command line runs, as well as that can be told. */
    static String programOf(String command) {
        for (String word : words(command)) {
            if (!word.equals("exec") && !word.equals("env") && word.indexOf('=') <= 0) {
                String name = word.substring(word.lastIndexOf('/') + 1);
                return name.isEmpty() ? word : name;
            }
        }
        return command.strip();
    }

    /** Splits a command line at spaces and at what the shell takes for more than a letter. */
    static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c <= ' ' || ";&|()<>\"'`$".indexOf(c) >= 0) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    Optional<Path> pidfile() {
        return daemon.pidfile();
    }
}
