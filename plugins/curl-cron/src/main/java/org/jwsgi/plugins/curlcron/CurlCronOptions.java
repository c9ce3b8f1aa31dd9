package org.jwsgi.plugins.curlcron;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.cron.CronFields;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The URLs that an instance fetches.
 *
 * @param cron {@code MINUTE HOUR DAY MONTH WEEKDAY URL}
 * @param legion {@code LEGION} and such a line
 */
@OptionGroup("Cron")
record CurlCronOptions(
        @Option(
                name = "curl-cron",
                aliases = "cron-curl",
                help = "fetch a URL at given times",
                argument = "MINUTE HOUR DAY MONTH WEEKDAY URL",
                implies = "master")
        List<String> cron,

        @Option(
                name = "legion-curl-cron",
                aliases = {"legion-cron-curl", "curl-cron-legion", "cron-curl-legion"},
                help = "checked, but there are no legions yet: the URL is never fetched",
                argument = "LEGION MINUTE HOUR DAY MONTH WEEKDAY URL",
                implies = "master")
        List<String> legion) {

    /** Rejects lines that cannot be understood. */
    CurlCronOptions {
        cron.forEach(CurlCronOptions::fetch);
        legion.forEach(text -> fetch(withoutLegion(text)));
    }

    /**
     * A URL and when it is fetched.
     *
     * @param fields when
     * @param address what
     */
    record Fetch(CronFields fields, URI address) {
        /** Returns a short name for what is fetched when, the same in every process. */
        String key() {
            return Integer.toHexString(toString().hashCode());
        }
    }

    /** Returns what is to be fetched. What waits for a legion is not. */
    List<Fetch> fetches() {
        List<Fetch> fetches = new ArrayList<>();
        cron.forEach(text -> fetches.add(fetch(text)));
        return fetches;
    }

    private static Fetch fetch(String text) {
        CronFields.Line line = CronFields.parse(text);
        URI address = URI.create(line.rest().strip());
        String scheme = address.getScheme();
        if (address.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("invalid curl-cron syntax, \"" + line.rest() + "\" is no HTTP address");
        }
        return new Fetch(line.fields(), address);
    }

    private static String withoutLegion(String text) {
        int space = text.indexOf(' ');
        if (space <= 0) {
            throw new IllegalArgumentException("invalid legion-curl-cron syntax, must be prefixed with a legion name");
        }
        return text.substring(space + 1);
    }
}
