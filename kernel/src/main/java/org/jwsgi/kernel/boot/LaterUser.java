package org.jwsgi.kernel.boot;

import java.util.Optional;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Identity;

/**
 * Who an instance becomes once its sockets are bound.
 *
 * @param identity user and groups; empty to stay
 * @param kept the capabilities that stay; empty for what Linux leaves
 */
record LaterUser(Optional<Identity> identity, Optional<Capabilities> kept) {
    /** Nobody else. */
    static final LaterUser SAME = new LaterUser(Optional.empty(), Optional.empty());
}
