package org.jwsgi.api.emperor;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives stamps to the vassals of a source that knows no times: the stamp of a vassal becomes later when something about it
 * changes, and only then. For one monitor, which calls it for each scan; not safe for several threads at once.
 */
public final class ChangeStamps {
    /** The stamp of a vassal that has none yet. */
    public static final Instant NONE = Instant.EPOCH;

    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

    private final Supplier<Instant> clock;
    private Map<String, Stamped> last = Map.of();

    private record Stamped(VassalSpec bare, Instant stamp) {}

    /** Creates it with the clock of the system. */
    public ChangeStamps() {
        this(Instant::now);
    }

    /** Creates it with another clock. */
    public ChangeStamps(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /**
     * Returns the stamp that a number of seconds since 1970 means, with its fraction.
     *
     * @throws DateTimeException when it is negative or later than the year 9999
     */
    public static Instant ofSeconds(BigDecimal seconds) {
        if (seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) > 0) {
            throw new DateTimeException("not between 1970 and 9999");
        }
        BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
        return Instant.ofEpochSecond(seconds.longValue(), nanos.longValue());
    }

    /**
     * Returns the vassals with stamps: those whose stamp is {@link #NONE} with one of their own, the others as they are.
     *
     * @param vassals the whole set of the source; whoever is missing is forgotten
     */
    public List<VassalSpec> stamp(Collection<VassalSpec> vassals) {
        List<VassalSpec> result = new ArrayList<>(vassals.size());
        Map<String, Stamped> seen = new HashMap<>();
        for (VassalSpec vassal : vassals) {
            if (!vassal.stamp().equals(NONE)) {
                result.add(vassal);
                continue;
            }
            Stamped before = last.get(vassal.name());
            Stamped now = before != null && before.bare().equals(vassal) ? before : new Stamped(vassal, after(before));
            seen.putIfAbsent(vassal.name(), now);
            result.add(vassal.stampedAt(now.stamp()));
        }
        last = seen;
        return result;
    }

    private Instant after(@Nullable Stamped before) {
        Instant now = clock.get();
        return before == null || now.isAfter(before.stamp())
                ? now
                : before.stamp().plusNanos(1);
    }
}
