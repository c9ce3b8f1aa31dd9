package org.jwsgi.kernel.socket;

/**
 * A bound, listening socket that workers accept on.
 *
 * @param number its position among the instance's sockets, from 0
 * @param fd its descriptor in this process
 * @param name its address as the log and the stats show it, such as {@code 127.0.0.1:8080} or {@code /run/app.sock}
 * @param family what kind of address it has
 * @param port the TCP port, 0 for UNIX sockets
 * @param protocol the name of the protocol spoken on it
 * @param shared whether it is a mapped {@code shared-socket}
 */
public record Listener(int number, int fd, String name, Family family, int port, String protocol, boolean shared) {
    /** Address families. */
    public enum Family {
        /** IPv4. */
        TCP,
        /** IPv6. */
        TCP6,
        /** A UNIX socket in the file system. */
        UNIX,
        /** A UNIX socket in Linux' abstract namespace. */
        ABSTRACT;

        /** Tells whether it is a UNIX socket of either kind. */
        public boolean isUnix() {
            return this == UNIX || this == ABSTRACT;
        }
    }
}
