package org.jwsgi.kernel.supervise;

import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The names under which tools list the processes of an instance. */
@OptionGroup("Process names")
public record NameOptions(
        @Option(name = "auto-procname", help = "name processes after what they do")
        boolean auto,

        @Option(name = "procname", help = "name all processes")
        Optional<String> name,

        @Option(name = "procname-master", help = "name the master")
        Optional<String> master,

        @Option(name = "procname-prefix", help = "put a text before the names of processes")
        Optional<String> prefix,

        @Option(name = "procname-prefix-spaced", help = "put a text and a space before the names of processes")
        Optional<String> prefixSpaced,

        @Option(name = "procname-append", help = "put a text behind the names of processes")
        Optional<String> append) {

    /** Returns the master's name; empty to leave it as it was started. */
    public Optional<String> ofMaster() {
        return of(master.or(() -> name).orElse("jwsgi master"));
    }

    /** Returns the name of a worker, or of the sole process as number 1; empty to leave it as it was started. */
    public Optional<String> ofWorker(int id) {
        return of(name.orElse("jwsgi worker " + id));
    }

    /** Of the two prefixes the one without a space wins, as in uWSGI. */
    private Optional<String> of(String text) {
        boolean wanted = auto
                || name.isPresent()
                || master.isPresent()
                || prefix.isPresent()
                || prefixSpaced.isPresent()
                || append.isPresent();
        if (!wanted) {
            return Optional.empty();
        }
        String before =
                prefix.or(() -> prefixSpaced.map(spaced -> spaced + ' ')).orElse("");
        return Optional.of(before + text + append.orElse(""));
    }
}
