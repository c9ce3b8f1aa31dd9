package org.jwsgi.plugins.alarmlog;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.slf4j.Logger;

/**
 * Writes messages to the log, as {@code DATE - ALARM: [PREFIX ]MESSAGE}, and knows its lines again when they come back from
 * there: else an expression that matches them would raise alarms without end.
 */
final class LogAlarm implements Alarm {
    private static final String MARK = "ALARM: ";
    private static final int MOST_REMEMBERED = 2 << 20;

    private final String prefix;
    private final boolean dated;
    private final Logger log;
    private final Supplier<LocalDateTime> clock;
    private final DateTimeFormatter date = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);
    private final Deque<String> written = new ArrayDeque<>();
    private int remembered;

    /**
     * Creates the alarm.
     *
     * @param prefix precedes each message; may be empty
     * @param dated whether the log itself writes the date in front of its lines
     */
    LogAlarm(String prefix, boolean dated, Logger log, Supplier<LocalDateTime> clock) {
        this.prefix = prefix.isEmpty() ? "" : prefix + ' ';
        this.dated = dated;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public void raise(AlarmMessage message) {
        String text = MARK + prefix + message.line();
        remember(text);
        log.warn("{}{}", dated ? "" : date.format(clock.get()) + " - ", text);
    }

    /** As much as the log keeps for a listener that is late. */
    private void remember(String text) {
        synchronized (written) {
            written.addLast(text);
            remembered += text.length();
            while (remembered > MOST_REMEMBERED) {
                remembered -= written.removeFirst().length();
            }
        }
    }

    /**
     * Lines come back in the order in which they were written, so those before the one that comes are lost. The log cuts
     * lines that are too long for it: what comes back may be the beginning of a line.
     */
    @Override
    public boolean wrote(String line) {
        int mark = line.indexOf(" - " + MARK);
        if (mark < 0) {
            return false;
        }
        String text = line.substring(mark + 3).stripTrailing();
        synchronized (written) {
            for (String one : written) {
                if (one.startsWith(text)) {
                    String first;
                    do {
                        first = written.removeFirst();
                        remembered -= first.length();
                    } while (!first.equals(one));
                    return true;
                }
            }
        }
        return false;
    }
}
