package org.jwsgi.api.listener;

import java.util.Optional;

/**
 * A listening socket that the instance holds.
 *
 * @param fd its descriptor in this process
 * @param name its address for the log and the stats
 * @param configured its address as a {@link ReservedListener} had it; otherwise its name
 * @param protocol the protocol that the workers speak on it; empty when they do not serve it
 */
public record OpenListener(int fd, String name, String configured, Optional<String> protocol) {
    /** Returns the address family in uWSGI's words: {@code TCP}, {@code UNIX}. */
    public String family() {
        return name.lastIndexOf(':') >= 0 && name.indexOf('/') < 0 && !name.startsWith("@") ? "TCP" : "UNIX";
    }
}
