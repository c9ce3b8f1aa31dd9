package org.jwsgi.plugins.fsreload;

import java.nio.file.Path;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The paths that are watched.
 *
 * @param gracefully those that reload the instance gracefully
 * @param brutally those that reload it brutally
 * @param signals those that raise a uWSGI signal; each is a path, blanks and the signal's number
 */
@OptionGroup("File system")
record FsReloadOptions(
        @Option(
                name = "fs-reload",
                help = "reload the instance gracefully as soon as a file, or anything in a folder, changes",
                argument = "PATH",
                implies = "master")
        List<Path> gracefully,

        @Option(
                name = "fs-brutal-reload",
                help = "reload the instance brutally as soon as a file, or anything in a folder, changes",
                argument = "PATH",
                implies = "master")
        List<Path> brutally,

        @Option(
                name = "fs-signal",
                help = "raise a uWSGI signal as soon as a file, or anything in a folder, changes",
                argument = "PATH SIGNAL",
                implies = "master")
        List<String> signals) {
    /** What a change does. */
    sealed interface Effect {
        /**
         * The instance reloads.
         *
         * @param gracefully whether requests are finished first
         */
        record Reload(boolean gracefully) implements Effect {}

        /**
         * A uWSGI signal is raised.
         *
         * @param number its number
         */
        record Signal(int number) implements Effect {}
    }

    FsReloadOptions {
        gracefully = List.copyOf(gracefully);
        brutally = List.copyOf(brutally);
        signals = List.copyOf(signals);
        for (String entry : signals) {
            pathOf(entry);
            signalOf(entry);
        }
    }

    /** Returns the path of an {@code fs-signal}. */
    static Path pathOf(String entry) {
        int blank = entry.strip().lastIndexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException(
                    "fs-signal needs a path and the number of a signal, separated by a blank: " + entry);
        }
        return Path.of(entry.strip().substring(0, blank).strip());
    }

    /** Returns what a change at the path of an {@code fs-signal} does. */
    static Effect.Signal signalOf(String entry) {
        String number = entry.strip().substring(entry.strip().lastIndexOf(' ') + 1);
        try {
            int signal = Integer.parseInt(number);
            if (signal >= 0 && signal <= 255) {
                return new Effect.Signal(signal);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException("fs-signal: \"" + number + "\" is not the number of a signal, 0 to 255");
    }

    boolean none() {
        return gracefully.isEmpty() && brutally.isEmpty() && signals.isEmpty();
    }
}
