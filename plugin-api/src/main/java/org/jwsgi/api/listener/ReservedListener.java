package org.jwsgi.api.listener;

/**
 * A socket that the instance binds and holds, but whose connections its workers do not take.
 *
 * @param address the address as configured
 * @param use what it is for
 */
public record ReservedListener(String address, Use use) {
    /** What a reserved socket is for. */
    public enum Use {
        /** Requests that others answer: any address that a {@code socket} may have; {@code chmod-socket} holds for it. */
        REQUESTS,
        /** The instance's own service: a UNIX socket, even where the name has a colon; {@code chmod-socket} holds for it. */
        SERVICE,
        /** As {@link #SERVICE}, but its mode is left to the umask. */
        PRIVATE_SERVICE
    }
}
