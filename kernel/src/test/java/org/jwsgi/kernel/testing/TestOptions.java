package org.jwsgi.kernel.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.kernel.supervise.CheaperOptions;
import org.jwsgi.kernel.supervise.PidfileOptions;
import org.jwsgi.kernel.supervise.ProcessOptions;

/** Options from {@code name=value} arguments, with uWSGI's defaults. */
public record TestOptions(Map<String, String> values) {
    /** Parses arguments. */
    public static TestOptions of(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int sign = argument.indexOf('=');
            values.put(argument.substring(0, sign), argument.substring(sign + 1));
        }
        return new TestOptions(values);
    }

    public ProcessOptions processes() {
        return new ProcessOptions(
                flag("master"),
                number("processes", 1),
                number("threads", 1),
                false,
                flag("need-app"),
                false,
                flag("lazy"),
                false,
                false,
                flag("die-on-term"),
                flag("exit-on-reload"),
                List.of(),
                List.of(),
                flag("shutdown-sockets"),
                Duration.ofSeconds(number("worker-reload-mercy", 60)),
                Duration.ZERO,
                Duration.ofSeconds(number("forkbomb-delay", 2)),
                Duration.ofSeconds(number("check-interval", 1)),
                flag("no-orphans"),
                flag("no-threads-wait"),
                false,
                false,
                false,
                false,
                path("chdir"),
                path("chdir2"),
                Optional.empty());
    }

    public CheaperOptions cheaper() {
        return new CheaperOptions(
                number("cheaper", 0),
                number("cheaper-initial", 0),
                0,
                3,
                "wish",
                new ByteSize(number("cheaper-rss-limit-soft", 0)),
                new ByteSize(number("cheaper-rss-limit-hard", 0)),
                flag("cheap"),
                Duration.ofSeconds(number("idle", 0)),
                flag("die-on-idle"));
    }

    public PidfileOptions pidfiles() {
        return new PidfileOptions(
                path("pidfile"),
                path("pidfile2"),
                path("safe-pidfile"),
                path("safe-pidfile2"),
                flag("vacuum"),
                Optional.empty(),
                Optional.empty());
    }

    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    public boolean flag(String name) {
        return values.containsKey(name);
    }

    public int number(String name, int standard) {
        return values.containsKey(name) ? Integer.parseInt(values.get(name)) : standard;
    }

    private Optional<Path> path(String name) {
        return Optional.ofNullable(values.get(name)).map(Path::of);
    }
}
