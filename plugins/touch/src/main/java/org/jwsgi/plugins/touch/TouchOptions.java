package org.jwsgi.plugins.touch;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The files whose modification time is watched.
 *
 * @param reload reload the instance gracefully
 * @param workersReload replace the workers
 * @param chainReload replace the workers one after the other
 * @param logRotate rotate the log
 * @param logReopen reopen the log
 * @param exec run a command; each is a file, blanks and a line for the shell
 * @param hook run a hook; each is a file, blanks and the hook
 * @param signal raise a uWSGI signal; each is a file, blanks and the signal's number
 */
@OptionGroup("Touch")
record TouchOptions(
        @Option(
                name = "touch-reload",
                help = "reload the instance gracefully when a file is touched, created or removed",
                argument = "FILE",
                implies = "master")
        List<String> reload,

        @Option(
                name = "touch-workers-reload",
                help = "replace the workers when a file is touched, created or removed",
                argument = "FILE",
                implies = "master")
        List<String> workersReload,

        @Option(
                name = "touch-chain-reload",
                help = "replace the workers one after the other when a file is touched, created or removed",
                argument = "FILE",
                implies = "master")
        List<String> chainReload,

        @Option(
                name = "touch-logrotate",
                help = "rotate the log when a file is touched, created or removed",
                argument = "FILE",
                implies = "master")
        List<String> logRotate,

        @Option(
                name = "touch-logreopen",
                help = "open the log again when a file is touched, created or removed",
                argument = "FILE",
                implies = "master")
        List<String> logReopen,

        @Option(
                name = "touch-exec",
                help = "run a command of the shell when a file is touched, created or removed",
                argument = "FILE COMMAND",
                implies = "master")
        List<String> exec,

        @Option(
                name = "hook-touch",
                help = "run a hook when a file is touched, created or removed",
                argument = "FILE VERB:ARGUMENTS",
                implies = "master")
        List<String> hook,

        @Option(
                name = "touch-signal",
                help = "raise a uWSGI signal when a file is touched, created or removed",
                argument = "FILE SIGNAL",
                implies = "master")
        List<String> signal) {
    TouchOptions {
        reload = List.copyOf(reload);
        workersReload = List.copyOf(workersReload);
        chainReload = List.copyOf(chainReload);
        logRotate = List.copyOf(logRotate);
        logReopen = List.copyOf(logReopen);
        exec = List.copyOf(exec);
        signal = List.copyOf(signal);
        hook = List.copyOf(hook);
        for (String entry : exec) {
            requireTwoWords("touch-exec needs a file and a command", entry);
        }
        for (String entry : signal) {
            requireTwoWords("touch-signal needs a file and the number of a signal", entry);
            String number = entry.strip().substring(entry.strip().indexOf(' ')).strip();
            if (!isSignal(number)) {
                throw new IllegalArgumentException(
                        "touch-signal: \"" + number + "\" is not the number of a signal, 0 to 255");
            }
        }
        for (String entry : hook) {
            requireTwoWords("hook-touch needs a file and a hook", entry);
        }
    }

    private static boolean isSignal(String text) {
        try {
            int number = Integer.parseInt(text);
            return number >= 0 && number <= 255;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void requireTwoWords(String need, String entry) {
        if (entry.strip().indexOf(' ') < 0) {
            throw new IllegalArgumentException(need + ", separated by a blank: " + entry);
        }
    }
}
