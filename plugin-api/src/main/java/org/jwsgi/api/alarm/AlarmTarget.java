package org.jwsgi.api.alarm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.option.Keyval;

/**
 * The argument of an alarm that goes to a server, in the syntax of uWSGI's {@code curl}: {@code URL[;KEY=VALUE...]}. The
 * first item without a sign of equality, or the first at all when it begins with a scheme, is the URL; so is the value of
 * {@code url}. A semicolon inside a value is written {@code \;}.
 *
 * @param url the URL
 * @param values the other items
 */
public record AlarmTarget(URI url, Map<String, String> values) {
    /** Copies the values. */
    public AlarmTarget {
        values = Map.copyOf(values);
    }

    /**
     * Reads an argument.
     *
     * @param known the keys that make sense beside {@code url}
     * @throws AlarmSetupException when it has no URL or an unknown key
     */
    public static AlarmTarget parse(String argument, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        String url = "";
        for (String item : Keyval.split(argument, ';')) {
            int equals = item.indexOf('=');
            int scheme = item.indexOf("://");
            if (url.isEmpty() && (equals < 0 || scheme >= 0 && scheme < equals)) {
                url = item.strip();
            } else {
                String key = (equals < 0 ? item : item.substring(0, equals)).strip();
                if (!key.equals("url") && !known.contains(key)) {
                    throw new AlarmSetupException("unknown key \"" + key + "\"");
                }
                values.put(key, equals < 0 ? "1" : item.substring(equals + 1));
            }
        }
        String named = values.remove("url");
        if (named != null) {
            url = named;
        }
        if (url.isEmpty()) {
            throw new AlarmSetupException("no url");
        }
        try {
            URI uri = new URI(url);
            if (uri.getScheme() != null && uri.getHost() != null) {
                return new AlarmTarget(uri, values);
            }
        } catch (URISyntaxException e) {
            throw new AlarmSetupException("invalid url \"" + url + "\": " + e.getReason());
        }
        throw new AlarmSetupException("invalid url \"" + url + "\", must be SCHEME://HOST...");
    }

    /** Returns a value, or an empty text when there is none. */
    public String get(String key) {
        return values.getOrDefault(key, "");
    }

    /** Tells whether a switch such as {@code ssl} is on. */
    public boolean isOn(String key) {
        String value = get(key);
        return !value.isEmpty() && !value.equals("0");
    }

    /**
     * Returns a number of seconds, at least one.
     *
     * @throws AlarmSetupException when the value is none
     */
    public int seconds(String key, int absent) {
        String value = get(key);
        if (value.isEmpty()) {
            return absent;
        }
        try {
            int seconds = Integer.parseInt(value);
            if (seconds > 0) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw new AlarmSetupException("invalid " + key + " \"" + value + "\", must be a number of seconds");
        }
        throw new AlarmSetupException("invalid " + key + " \"" + value + "\", must be a number of seconds");
    }
}
