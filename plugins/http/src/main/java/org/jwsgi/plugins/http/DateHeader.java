package org.jwsgi.plugins.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The {@code Date} header line (RFC 9110, 5.6.7), made once per second. Safe for use by several threads. */
final class DateHeader {
    private static final String DAYS = "ThuFriSatSunMonTueWed";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int DAYS_OF_400_YEARS = 146_097;
    /** Days from 1 March of year 0 to 1 January 1970. */
    private static final int DAYS_TO_EPOCH = 719_468;

    private volatile Line current = new Line(Long.MIN_VALUE, new byte[0]);

    private record Line(long second, byte[] bytes) {}

    /** Returns the line for a time, with its end. The array is shared: only for reading. */
    byte[] line(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        Line line = current;
        if (line.second() != second) {
            line = new Line(second, format(second));
            current = line;
        }
        return line.bytes();
    }

    private static byte[] format(long epochSecond) {
        long day = Math.floorDiv(epochSecond, 86_400L);
        int secondOfDay = (int) Math.floorMod(epochSecond, 86_400L);
        // The year begins in March here, so that the leap day is its last day.
        long shifted = day + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, (long) DAYS_OF_400_YEARS);
        int dayOfEra = (int) (shifted - era * DAYS_OF_400_YEARS);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        int weekday = (int) Math.floorMod(day, 7L);

        StringBuilder text = new StringBuilder(40).append("Date: ");
        text.append(DAYS, weekday * 3, weekday * 3 + 3).append(", ");
        two(text, dayOfMonth)
                .append(' ')
                .append(MONTHS, month * 3 - 3, month * 3)
                .append(' ');
        text.append(year).append(' ');
        two(text, secondOfDay / 3600).append(':');
        two(text, secondOfDay / 60 % 60).append(':');
        two(text, secondOfDay % 60).append(" GMT\r\n");
        return text.toString().getBytes(US_ASCII);
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
