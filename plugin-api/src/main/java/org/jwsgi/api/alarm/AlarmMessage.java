package org.jwsgi.api.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

/**
 * What an alarm has to tell. Safe on any thread; treat the bytes as constant.
 *
 * @param alarm the alarm's name
 * @param bytes the text, at least one byte; that of a log line ends with its line feed, as it was written
 * @param limit how long a delivery may take
 */
@SuppressWarnings("ArrayRecordComponent") // what a program wrote to the log need not be text
public record AlarmMessage(String alarm, byte[] bytes, Duration limit) {
    /** Returns the text, with the line feed that it may end with. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    /** Returns the text without the line feed that it may end with. */
    public String line() {
        return text().stripTrailing();
    }

    @Override
    public String toString() {
        return alarm + ": " + line();
    }
}
