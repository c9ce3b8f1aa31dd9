package org.jwsgi.plugins.emperor;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jwsgi.api.emperor.VassalSpec;

/** What the Emperor thinks of vassals that are gone: who has to wait before it comes again, and who need not. Loop. */
final class Reputation {
    /** Who has served and lived for this long comes back at once: no storm is made of that. */
    private static final long TRUSTED_AFTER_MILLIS = 60_000;

    private final boolean lenient;
    private final Blacklist blacklist;
    private final LongSupplier clock;
    private final EmperorMessages messages;
    private final Set<String> trusted = new HashSet<>();

    /**
     * Begins without an opinion of anybody.
     *
     * @param clock milliseconds since the epoch; never goes back
     */
    Reputation(EmperorOptions options, LongSupplier clock, EmperorMessages messages) {
        this.lenient = options.noBlacklist();
        this.blacklist = new Blacklist(
                options.throttle().toMillis(), options.maxThrottle().toMillis());
        this.clock = clock;
        this.messages = messages;
    }

    Blacklist blacklist() {
        return blacklist;
    }

    /** Returns for how many milliseconds a vassal may not be added; one that has changed since it died is tried at once. */
    long barred(VassalSpec spec) {
        return lenient || blacklist.isNewer(spec) ? 0 : blacklist.remaining(spec.name(), clock.getAsLong());
    }

    /** Takes note that a vassal is added. Returns whether it may start without the delay of spawns. */
    boolean added(String id) {
        if (blacklist.remaining(id, clock.getAsLong()) > 0) {
            messages.triedAgain(id);
        }
        return trusted.remove(id);
    }

    /** Tells whether a vassal is known to die early. */
    boolean isSuspect(String id) {
        return blacklist.holds(id);
    }

    /** Takes note that a vassal has shown its loyalty. */
    void loyal(String id) {
        blacklist.forgive(id);
    }

    /** Forgives all. */
    void forgiveAll() {
        messages.blacklistCleared();
        blacklist.clear();
    }

    /**
     * Takes note that a vassal is gone. One that has not served, and whose end was its own doing, is punished.
     *
     * @param current whether it was the present vassal of its name
     */
    void removed(Vassal vassal, boolean current) {
        long now = clock.getAsLong();
        if (current && vassal.loyal && !vassal.dismissed && now - vassal.lastRun >= TRUSTED_AFTER_MILLIS) {
            trusted.add(vassal.id());
        }
        if (vassal.loyal || vassal.dismissed || lenient) {
            return;
        }
        Blacklist.Entry entry = blacklist.died(vassal.spec(), now);
        if (entry.attempt() == 2) {
            messages.badVassal(vassal.id());
        }
        if (blacklist.isMaximum(entry) && entry.attempt() > 0) {
            messages.maximumThrottle(vassal.id());
        }
    }
}
