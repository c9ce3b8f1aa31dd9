package org.jwsgi.plugins.emperorhttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Optional;
import org.jwsgi.api.emperor.MonitorSetupException;

/**
 * Where the list is.
 *
 * @param uri without the user
 * @param authorization what the header {@code Authorization} says, when the address has a user
 */
record ListAddress(URI uri, Optional<String> authorization) {
    /**
     * Reads an address.
     *
     * @throws MonitorSetupException when it is none; the message shows no password
     */
    static ListAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new MonitorSetupException(
                    "invalid address of an imperial monitor: " + e.getReason() + " at character " + (e.getIndex() + 1),
                    e);
        }
        if (uri.getHost() == null) {
            throw new MonitorSetupException("invalid address of an imperial monitor: it names no host, must be "
                    + uri.getScheme() + "://HOST/PATH");
        }
        try {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            URI bare = new URI(uri.getScheme() + "://" + host + path + query);
            return new ListAddress(bare, Optional.ofNullable(uri.getUserInfo()).map(ListAddress::basic));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the parts of an address are no address", e);
        }
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
