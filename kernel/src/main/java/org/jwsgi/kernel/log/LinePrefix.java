package org.jwsgi.kernel.log;

import java.util.function.LongSupplier;
import org.jwsgi.kernel.posix.LocalTime;

/** The time in front of each server line, followed by {@code " - "}. */
final class LinePrefix {
    private static final byte[] SEPARATOR = {' ', '-', ' '};

    private final SecondText time;
    private final LongSupplier clock;

    private LinePrefix(SecondText time, LongSupplier clock) {
        this.time = time;
        this.clock = clock;
    }

    /** Returns the prefix that the options ask for. They must ask for one. */
    static LinePrefix of(LogOptions options, LongSupplier clock) {
        SecondText time = options.dateFormat()
                .map(format -> new SecondText(second -> LocalTime.strftime(format, second)))
                .orElseGet(() -> new SecondText(LocalTime::ctime));
        return new LinePrefix(time, clock);
    }

    void write(LineBuffer line) {
        line.add(time.at(clock.getAsLong() / 1000));
        line.add(SEPARATOR);
    }
}
