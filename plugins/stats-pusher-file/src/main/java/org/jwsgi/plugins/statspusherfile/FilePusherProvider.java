package org.jwsgi.plugins.statspusherfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.option.Keyval;
import org.jwsgi.api.stats.StatsPusherProvider;

/** Appends the stats to a file as JSON: {@code file:path=PATH,freq=SECONDS,separator=TEXT}. */
public final class FilePusherProvider implements StatsPusherProvider {
    private static final Set<String> KEYS = Set.of("path", "freq", "separator");

    /** Creates the provider; the plugin host calls this. */
    public FilePusherProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Schedule create(String argument, Duration frequency, MasterContext context) {
        Map<String, String> keys = Keyval.parse(argument);
        for (String key : keys.keySet()) {
            if (!KEYS.contains(key)) {
                context.log().warn("stats-push file: \"{}\" is not a key and is ignored: {}", key, argument);
            }
        }
        String path = keys.getOrDefault("path", "");
        String freq = keys.getOrDefault("freq", "");
        try {
            Duration own = freq.isEmpty() ? frequency : Duration.ofSeconds(Math.max(1, Long.parseLong(freq)));
            return new Schedule(
                    new FilePusher(
                            context.instance().startDirectory().resolve(path.isEmpty() ? "uwsgi.stats" : path),
                            keys.getOrDefault("separator", "\n\n").getBytes(UTF_8)),
                    own);
        } catch (NumberFormatException e) {
            throw new ServiceException("cannot use stats-push \"file:" + argument + "\": freq is not a number", e);
        }
    }
}
