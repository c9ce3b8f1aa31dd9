package org.jwsgi.plugins.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jwsgi.api.log.LogLine;
import org.slf4j.Logger;

/**
 * Looks at every line of the log and raises the alarms of the rules that it matches. On the thread that the log gives its
 * listeners, so that neither the log nor the master waits.
 */
final class LogWatch {
    /** How many bytes of a line are looked at: the default of {@code log-master-bufsize}. */
    static final int LONGEST = 8192;

    private static final int LONGEST_PREFIX = 100;
    private static final long REPORT_EVERY = TimeUnit.SECONDS.toNanos(60);

    private final List<LogRule> rules;
    private final Collection<AlarmQueue> alarms;
    private final Raiser raiser;
    private final LongSupplier clock;
    private final Logger log;
    private final Map<LogRule, Long> surrenders = new HashMap<>();

    /** Raises an alarm. */
    @FunctionalInterface
    interface Raiser {
        void raise(String alarm, byte[] message);
    }

    LogWatch(List<LogRule> rules, Collection<AlarmQueue> alarms, Raiser raiser, LongSupplier clock, Logger log) {
        this.rules = rules;
        this.alarms = new ArrayList<>(alarms);
        this.raiser = raiser;
        this.clock = clock;
        this.log = log;
    }

    /** Takes a line. */
    void look(LogLine line) {
        int length = Math.min(line.length(), LONGEST);
        String text = new String(line.bytes(), 0, length, UTF_8);
        if (isOurs(text)) {
            return;
        }
        for (LogRule rule : rules) {
            switch (rule.matcher().look(text)) {
                case MATCH -> {
                    if (rule.negative()) {
                        return;
                    }
                    rule.alarms().forEach(alarm -> raiser.raise(alarm, line.bytes()));
                }
                case NO_MATCH -> {}
                case GAVE_UP -> tell(rule, length);
            }
        }
    }

    /**
     * Tells whether alarms themselves caused a line: what they do must not raise them again. Everything that is said about
     * alarms, and all output of their commands, begins like this; a date may precede it.
     */
    private boolean isOurs(String text) {
        if (text.startsWith("[jwsgi-alarm") || text.startsWith("[uwsgi-alarm")) {
            return true;
        }
        int mark = text.indexOf(" - [jwsgi-alarm");
        if (mark >= 0 && mark < LONGEST_PREFIX) {
            return true;
        }
        for (AlarmQueue alarm : alarms) {
            if (alarm.wrote(text)) {
                return true;
            }
        }
        return false;
    }

    private void tell(LogRule rule, int length) {
        long now = clock.getAsLong();
        Long before = surrenders.get(rule);
        if (before == null || now - before > REPORT_EVERY) {
            surrenders.put(rule, now);
            log.warn(
                    "[jwsgi-alarm] gave up looking for \"{}\" in a line of {} bytes: too much backtracking",
                    rule.matcher().expression(),
                    length);
        }
    }
}
