package org.jwsgi.plugins.emperor;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.Optional;
import org.jwsgi.plugins.emperor.PathWalk.Facts;

/**
 * Looks for people who could put another file in the place of a tenant's. The Emperor asks whose a file is, and its owner's
 * vassal reads it later by its name: whoever can make the name lead elsewhere in between, or can choose names that lead to
 * files of others, would be read as somebody else. So every link and folder on the way must belong to root, to the Emperor
 * or to the tenant. Threads of monitors.
 */
final class TenantPath {
    private static final int WRITABLE_BY_ALL = 02;
    private static final int STICKY = 01000;

    private final int emperor;
    private final int tenant;
    private final boolean follow;

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
            return PathWalk.walk(file, follow, this::danger);
        } catch (FileSystemLoopException e) {
            return Optional.of("it is behind too many links");
        } catch (IOException e) {
            return Optional.of("it cannot be looked at: " + e.getMessage());
        }
    }

    private Optional<String> danger(Path here, Facts facts, boolean last) {
        if (facts.link()) {
            return foreign("the link", here, facts);
        }
        if (last) {
            return facts.uid() != tenant
                    ? foreign("the file", here, facts)
                    : open(facts) ? Optional.of("anybody may write " + here) : Optional.empty();
        }
        Optional<String> foreign = foreign("the folder", here, facts);
        return foreign.isEmpty() && open(facts) && (facts.mode() & STICKY) == 0
                ? Optional.of("anybody may rename files in " + here)
                : foreign;
    }

    private static boolean open(Facts facts) {
        return (facts.mode() & WRITABLE_BY_ALL) != 0;
    }

    private Optional<String> foreign(String what, Path here, Facts facts) {
        return facts.uid() == 0 || facts.uid() == emperor || facts.uid() == tenant
                ? Optional.empty()
                : Optional.of(what + " " + here + " belongs to user " + facts.uid() + ", not to user " + tenant);
    }
}
