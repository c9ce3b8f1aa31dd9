package org.jwsgi.plugins.emperor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks for people who could put another file in the place of a tenant's. The Emperor asks whose a file is, and its owner's
 * vassal reads it later by its name: whoever can make the name lead elsewhere in between, or can choose names that lead to
 * files of others, would be read as somebody else. So every link and folder on the way must belong to root, to the Emperor
 * or to the tenant. Threads of monitors.
 */
final class TenantPath {
    private static final int WRITABLE_BY_ALL = 02;
    private static final int STICKY = 01000;
    private static final int MAX_LINKS = 40;

    private final int emperor;
    private final int tenant;
    private final boolean follow;
    private int links;

    /**
     * Prepares.
     *
     * @param emperor the Emperor's user
     * @param tenant whom the vassal would run as
     * @param follow whether a link at the end of the path is not the configuration itself
     */
    TenantPath(int emperor, int tenant, boolean follow) {
        this.emperor = emperor;
        this.tenant = tenant;
        this.follow = follow;
    }

    /** Returns who could meddle with a file; empty when nobody can. */
    Optional<String> danger(Path file) {
        try {
            return walk(file.toAbsolutePath());
        } catch (IOException e) {
            return Optional.of("it cannot be looked at: " + e.getMessage());
        }
    }

    private Optional<String> walk(Path file) throws IOException {
        Deque<Path> ahead = new ArrayDeque<>();
        file.forEach(ahead::add);
        Path at = Path.of("/");
        while (!ahead.isEmpty()) {
            String name = ahead.pop().toString();
            if (name.equals("..")) {
                at = Objects.requireNonNullElse(at.getParent(), at);
            }
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                continue;
            }
            Path here = at.resolve(name);
            Facts facts = Facts.of(here);
            boolean last = ahead.isEmpty();
            Optional<String> danger = danger(here, facts, last);
            if (danger.isPresent()) {
                return danger;
            }
            if (!facts.link) {
                at = here;
            } else if (!last || follow) {
                Path target = Files.readSymbolicLink(here);
                at = target.isAbsolute() ? Path.of("/") : at;
                Deque<Path> inserted = new ArrayDeque<>();
                target.forEach(inserted::push);
                inserted.forEach(ahead::push);
            }
        }
        return Optional.empty();
    }

    private Optional<String> danger(Path here, Facts facts, boolean last) {
        if (facts.link) {
            return ++links > MAX_LINKS ? Optional.of("it is behind too many links") : foreign("the link", here, facts);
        }
        if (last) {
            return facts.uid != tenant
                    ? foreign("the file", here, facts)
                    : open(facts) ? Optional.of("anybody may write " + here) : Optional.empty();
        }
        Optional<String> foreign = foreign("the folder", here, facts);
        return foreign.isEmpty() && open(facts) && (facts.mode & STICKY) == 0
                ? Optional.of("anybody may rename files in " + here)
                : foreign;
    }

    private static boolean open(Facts facts) {
        return (facts.mode & WRITABLE_BY_ALL) != 0;
    }

    private Optional<String> foreign(String what, Path here, Facts facts) {
        return facts.uid == 0 || facts.uid == emperor || facts.uid == tenant
                ? Optional.empty()
                : Optional.of(what + " " + here + " belongs to user " + facts.uid + ", not to user " + tenant);
    }

    /** What the file system says of a link, a folder or a file, without following. */
    private record Facts(int uid, int mode, boolean link) {
        static Facts of(Path path) throws IOException {
            Map<String, Object> facts =
                    Files.readAttributes(path, "unix:uid,mode,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
            return new Facts(
                    (Integer) Objects.requireNonNull(facts.get("uid")),
                    (Integer) Objects.requireNonNull(facts.get("mode")),
                    (Boolean) Objects.requireNonNull(facts.get("isSymbolicLink")));
        }
    }
}
