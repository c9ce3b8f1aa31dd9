package org.jwsgi.plugins.emperorredis;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.emperor.MonitorSetupException;

/**
 * A server, a database on it, and the key of the set of vassals.
 *
 * @param user who logs in, empty for the default user
 * @param password empty when nobody logs in
 */
record RedisAddress(String host, int port, String user, String password, int database, String key) {
    private static final int DEFAULT_PORT = 6379;

    /**
     * Reads an address.
     *
     * @throws MonitorSetupException when it is none; the message shows no password
     */
    static RedisAddress parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null) {
                throw invalid("must be redis://HOST[:PORT][/DATABASE][?key=KEY]");
            }
            String login = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            int colon = login.indexOf(':');
            if (!login.isEmpty() && colon < 0) {
                throw invalid("a user needs a password, USER:PASSWORD@");
            }
            return new RedisAddress(
                    uri.getHost().replace("[", "").replace("]", ""),
                    uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                    colon < 0 ? "" : login.substring(0, colon),
                    login.substring(colon + 1),
                    database(uri.getPath()),
                    key(uri.getQuery() == null ? "" : uri.getQuery()));
        } catch (URISyntaxException e) {
            throw invalid(e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private static int database(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(path.substring(1));
        } catch (NumberFormatException e) {
            throw invalid("the database \"" + path.substring(1) + "\" is no number");
        }
    }

    private static String key(String query) {
        if (query.isEmpty()) {
            return "vassals";
        }
        if (!query.startsWith("key=") || query.length() == 4) {
            throw invalid("unknown setting \"" + query + "\", must be key=KEY");
        }
        return query.substring(4);
    }

    private static MonitorSetupException invalid(String reason) {
        return new MonitorSetupException("invalid address of an imperial monitor: " + reason, null);
    }

    /** Returns the commands that begin a connection. */
    List<List<String>> greeting() {
        List<List<String>> commands = new ArrayList<>();
        if (!password.isEmpty()) {
            commands.add(user.isEmpty() ? List.of("AUTH", password) : List.of("AUTH", user, password));
        }
        if (database != 0) {
            commands.add(List.of("SELECT", String.valueOf(database)));
        }
        return commands;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "redis://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port
                + (database == 0 ? "" : "/" + database) + (key.equals("vassals") ? "" : "?key=" + key);
    }
}
