package org.jwsgi.plugins.emperor;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * The vassals that died before they had served anybody. Each has to wait before it is started again: three steps at first,
 * one step longer for each further death, up to a maximum. A new configuration is tried without waiting, but forgives
 * nothing: should it die as well, its punishment goes on from where it was. Loop.
 */
final class Blacklist {
    private static final int FIRST_STEPS = 3;

    private final long step;
    private final long max;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * Creates an empty list.
     *
     * @param step by how much the punishment grows, in milliseconds
     * @param max the longest punishment in milliseconds
     */
    Blacklist(long step, long max) {
        this.step = step;
        this.max = max;
    }

    /**
     * A bad vassal.
     *
     * @param id its name
     * @param level its punishment in milliseconds
     * @param attempt deaths after the first
     * @param first when it died first, in milliseconds since the epoch
     * @param last when it died last
     * @param stamp of the configuration with which it died last
     */
    record Entry(String id, long level, int attempt, long first, long last, Instant stamp) {}

    /**
     * Takes note of a death.
     *
     * @param now milliseconds since the epoch
     * @return what the vassal has to suffer
     */
    Entry died(VassalSpec vassal, long now) {
        String id = vassal.name();
        Instant stamp = vassal.stamp();
        Entry old = entries.get(id);
        Entry entry = old == null
                ? new Entry(id, Math.min(max, FIRST_STEPS * step), 0, now, now, stamp)
                : new Entry(id, Math.min(max, old.level() + step), old.attempt() + 1, old.first(), now, stamp);
        entries.put(id, entry);
        return entry;
    }

    /** Tells whether a punishment is the longest there is. */
    boolean isMaximum(Entry entry) {
        return entry.level() >= max;
    }

    /** Returns how many milliseconds a vassal still has to wait; 0 when it may start. */
    long remaining(String id, long now) {
        Entry entry = entries.get(id);
        return entry == null ? 0 : Math.max(0, entry.last() + entry.level() - now);
    }

    /** Tells whether a vassal on the list has got another configuration since it died. */
    boolean isNewer(VassalSpec vassal) {
        Entry entry = entries.get(vassal.name());
        return entry != null && vassal.stamp().isAfter(entry.stamp());
    }

    /** Tells whether a vassal is on the list, whether it still has to wait or not. */
    boolean holds(String id) {
        return entries.containsKey(id);
    }

    /** Forgives a vassal. */
    void forgive(String id) {
        entries.remove(id);
    }

    /** Forgives all. */
    void clear() {
        entries.clear();
    }

    /** Returns all entries, the oldest first. */
    Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }
}
