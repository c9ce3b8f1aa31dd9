package org.jwsgi.kernel.boot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Capabilities;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.Identity;
import org.jwsgi.kernel.posix.Users;
import org.jwsgi.kernel.supervise.PrivilegeOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the names in {@code uid}, {@code gid} and {@code add-gid} into an identity. Runs in: MASTER, the sole process. */
final class Identities {
    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    private final PrivilegeOptions options;
    private final Users users = new Users();

    Identities(PrivilegeOptions options) {
        this.options = options;
    }

    /** Returns who the instance becomes at once, before it binds any socket; empty to stay. */
    Optional<Identity> immediate() {
        return identity(options.immediateUid(), options.immediateGid());
    }

    /**
     * Returns who the instance becomes once its sockets are bound; empty to stay. With {@code cap} it becomes somebody in any
     * case, since root itself then gives up what is not kept.
     */
    Optional<Identity> later() {
        Optional<Identity> identity = identity(options.uid(), options.gid());
        if (identity.isEmpty() && !options.cap().isEmpty() && Credentials.uid() == 0) {
            return Optional.of(new Identity(0, Credentials.gid(), List.of(Credentials.gid())));
        }
        return identity;
    }

    /**
     * Returns the capabilities that the instance keeps; empty for what Linux leaves. Unknown names are logged.
     *
     * @throws JwsgiException when no name is known
     */
    Optional<Capabilities> capabilities() {
        if (options.cap().isEmpty()) {
            return Optional.empty();
        }
        Capabilities kept = new Capabilities(0);
        for (String name : options.capabilities()) {
            OptionalInt number = Capabilities.number(name);
            if (number.isPresent()) {
                LOG.info("setting capability {} [{}]", name, number.getAsInt());
                kept = kept.with(number.getAsInt());
            } else {
                LOG.error("[security] unknown capability: {}", name);
            }
        }
        if (kept.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, "[security] empty capabilities mask !!!");
        }
        return Optional.of(kept);
    }

    private Optional<Identity> identity(Optional<String> user, Optional<String> group) {
        if (user.isEmpty() && group.isEmpty()) {
            return Optional.empty();
        }
        int uid = user.isPresent() ? number(users.uid(user.get()), "user", user.get()) : Credentials.uid();
        int gid = group.isPresent() ? number(users.gid(group.get()), "group", group.get()) : Credentials.gid();
        if (Credentials.uid() != 0) {
            // Nobody but root may change; to ask for what one is already is no mistake.
            if (uid != Credentials.uid()) {
                throw new JwsgiException(JwsgiException.Kind.USER, "cannot setuid() as non-root user");
            }
            if (gid != Credentials.gid()) {
                throw new JwsgiException(JwsgiException.Kind.USER, "cannot setgid() as non-root user");
            }
            return Optional.empty();
        }
        return Optional.of(new Identity(uid, gid, groups(user, gid)));
    }

    private List<Integer> groups(Optional<String> user, int gid) {
        if (!options.addGid().isEmpty()) {
            return options.addGid().stream()
                    .map(name -> number(users.gid(name), "group", name))
                    .toList();
        }
        if (options.noInitgroups() || user.isEmpty()) {
            return List.of(gid);
        }
        return user.flatMap(this::nameOf).map(users::groupsOf).orElse(List.of(gid));
    }

    private Optional<String> nameOf(String user) {
        OptionalInt uid = users.uid(user);
        return uid.isPresent() ? users.userName(uid.getAsInt()) : Optional.empty();
    }

    private static int number(OptionalInt number, String kind, String name) {
        return number.orElseThrow(
                () -> new JwsgiException(JwsgiException.Kind.USER, kind + " " + name + " not found."));
    }
}
