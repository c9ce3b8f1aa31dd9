package org.jwsgi.plugins.emperorpg;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.MonitorSetupException;
import org.postgresql.Driver;

/**
 * A database and the query for vassals. The connection is written as for libpq: {@code key=value ...} or a URI.
 *
 * @param url the address for JDBC, without user and password
 * @param properties the rest of the connection's settings
 * @param sql the query
 * @param label how the address is shown: without passwords
 */
record PgAddress(String url, Map<String, String> properties, String sql, String label) {
    private static final String DEFAULT_SQL = "SELECT name,config,EXTRACT(epoch FROM ts) FROM vassals";

    /** What JDBC calls the settings of libpq that it knows. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("user", "user"),
            Map.entry("password", "password"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("application_name", "ApplicationName"),
            Map.entry("options", "options"),
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslpassword", "sslpassword"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("channel_binding", "channelBinding"));

    /**
     * Reads what follows {@code pg://}.
     *
     * @throws MonitorSetupException when it makes no sense; the message shows no password
     */
    static PgAddress parse(String text) {
        int semicolon = text.indexOf(';');
        String conninfo = semicolon < 0 ? text : text.substring(0, semicolon);
        String sql = semicolon < 0 ? "" : text.substring(semicolon + 1).strip();
        String suffix = sql.isEmpty() ? "" : ";" + sql;
        String query = sql.isEmpty() ? DEFAULT_SQL : sql;
        return conninfo.startsWith("postgresql://") || conninfo.startsWith("postgres://")
                ? ofUri(conninfo, query, suffix)
                : ofWords(words(conninfo), query, suffix);
    }

    private static PgAddress ofUri(String text, String sql, String suffix) {
        try {
            URI uri = new URI(text);
            String place = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            place = place.substring(place.lastIndexOf('@') + 1);
            String rest = uri.getRawPath() == null ? "" : uri.getRawPath();
            Map<String, String> properties = new LinkedHashMap<>();
            String user = uri.getUserInfo();
            if (user != null) {
                int colon = user.indexOf(':');
                properties.put("user", colon < 0 ? user : user.substring(0, colon));
                if (colon >= 0) {
                    properties.put("password", user.substring(colon + 1));
                }
            }
            addParameters(uri.getQuery(), properties);
            String bare = "postgresql://" + (place.isEmpty() ? "localhost" : place) + (rest.isEmpty() ? "/" : rest);
            return new PgAddress("jdbc:" + bare, properties, sql, "pg://" + bare + suffix);
        } catch (URISyntaxException e) {
            throw invalid(e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private static void addParameters(@Nullable String query, Map<String, String> properties) {
        if (query == null || query.isEmpty()) {
            return;
        }
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                throw invalid("\"" + parameter + "\" has no value");
            }
            properties.put(jdbcName(parameter.substring(0, equals)), parameter.substring(equals + 1));
        }
    }

    private static PgAddress ofWords(Map<String, String> words, String sql, String suffix) {
        Map<String, String> properties = new LinkedHashMap<>();
        StringBuilder label = new StringBuilder("pg://");
        words.forEach((key, value) -> {
            if (!key.equals("password") && !key.equals("sslpassword")) {
                label.append(label.length() > 5 ? " " : "")
                        .append(key)
                        .append('=')
                        .append(quoted(value));
            }
            if (!key.equals("host") && !key.equals("hostaddr") && !key.equals("port") && !key.equals("dbname")) {
                properties.put(jdbcName(key), value);
            }
        });
        String hosts = words.getOrDefault("hostaddr", words.getOrDefault("host", "localhost"));
        String[] ports = words.getOrDefault("port", "5432").split(",", -1);
        StringBuilder places = new StringBuilder();
        String[] names = hosts.split(",", -1);
        for (int i = 0; i < names.length; i++) {
            if (names[i].startsWith("/") || names[i].startsWith("@")) {
                throw invalid("UNIX sockets cannot be used, write host=127.0.0.1");
            }
            String port = ports[Math.min(i, ports.length - 1)];
            String host = names[i].indexOf(':') >= 0 ? "[" + names[i] + "]" : names[i];
            places.append(i == 0 ? "" : ",").append(host).append(':').append(port.isEmpty() ? "5432" : port);
        }
        // Without a name the driver takes the user's, as libpq does.
        String database = URLEncoder.encode(words.getOrDefault("dbname", ""), StandardCharsets.UTF_8);
        String url = "jdbc:postgresql://" + places + "/" + database;
        return new PgAddress(url, properties, sql, label.append(suffix).toString());
    }

    private static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '\'' || c == '\\');
        return plain ? value : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String jdbcName(String key) {
        String name = NAMES.get(key);
        if (name == null) {
            throw invalid("unknown connection setting \"" + key + "\"");
        }
        return name;
    }

    /** Splits {@code key=value key = 'a \'quoted\' value'}, the format of libpq's connection strings. */
    private static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        int at = skipBlanks(text, 0);
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            String key = equals < 0 ? "" : text.substring(at, equals).strip();
            if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
                throw invalid("must be KEY=VALUE ..., at character " + (at + 1) + " of the connection");
            }
            StringBuilder value = new StringBuilder();
            at = value(text, skipBlanks(text, equals + 1), value);
            words.put(key, value.toString());
            at = skipBlanks(text, at);
        }
        return words;
    }

    private static int value(String text, int from, StringBuilder value) {
        boolean isQuoted = from < text.length() && text.charAt(from) == '\'';
        int at = isQuoted ? from + 1 : from;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                value.append(text.charAt(at));
            } else if (isQuoted && c == '\'') {
                return at + 1;
            } else if (!isQuoted && Character.isWhitespace(c)) {
                return at;
            } else {
                value.append(c);
            }
        }
        if (isQuoted) {
            throw invalid("a quote of the connection does not end");
        }
        return at;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static MonitorSetupException invalid(String reason) {
        return new MonitorSetupException("invalid address of an imperial monitor: " + reason, null);
    }

    /**
     * Connects. Blocks.
     *
     * @param answerSeconds how long the server may be silent before the connection counts as lost, 0 for ever
     */
    Connection connect(int answerSeconds) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("ApplicationName", "jwsgi Emperor");
        settings.setProperty("connectTimeout", "10");
        settings.setProperty("socketTimeout", String.valueOf(answerSeconds));
        settings.setProperty("tcpKeepAlive", "true");
        properties.forEach(settings::setProperty);
        // Not through the DriverManager, which would ask the drivers of other plugins as well.
        Connection connection = new Driver().connect(url, settings);
        if (connection == null) {
            throw new SQLException("the driver does not know the address");
        }
        return connection;
    }

    /** Leaves passwords out. */
    @Override
    public String toString() {
        return label;
    }
}
