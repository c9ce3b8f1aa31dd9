package org.jwsgi.api.cron;

import java.time.LocalDateTime;

/**
 * The times at which something runs. Each field is a number that must be met exactly; -1 for every value; or -k for every
 * value that k divides. All five must match, except that of a fixed day of the month and a fixed weekday one suffices.
 *
 * @param minute 0 to 59
 * @param hour 0 to 23
 * @param day day of the month, 1 to 31
 * @param month 1 to 12
 * @param week weekday, 0 for Sunday to 6; 7 is Sunday, too
 */
public record CronFields(int minute, int hour, int day, int month, int week) {
    private static final int FIELDS = 5;

    /** Takes 7 for Sunday. */
    public CronFields {
        week = week == 7 ? 0 : week;
    }

    /**
     * The fields at the start of a text, and what follows them.
     *
     * @param fields the fields
     * @param rest what follows, without the space in between
     */
    public record Line(CronFields fields, String rest) {}

    /**
     * Reads {@code MINUTE HOUR DAY MONTH WEEKDAY REST}.
     *
     * @throws IllegalArgumentException {@code invalid cron syntax} when it does not begin with five numbers or nothing
     *     follows them
     */
    public static Line parse(String text) {
        int[] numbers = new int[FIELDS];
        int position = 0;
        for (int i = 0; i < FIELDS; i++) {
            int start = skipSpaces(text, position);
            position = start;
            while (position < text.length() && text.charAt(position) > ' ') {
                position++;
            }
            try {
                numbers[i] = Integer.parseInt(text, start, position, 10);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("invalid cron syntax", e);
            }
        }
        String rest = text.substring(skipSpaces(text, position));
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("invalid cron syntax");
        }
        return new Line(new CronFields(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]), rest);
    }

    private static int skipSpaces(String text, int from) {
        int position = from;
        while (position < text.length() && text.charAt(position) <= ' ') {
            position++;
        }
        return position;
    }

    /** Tells whether a local time is one of those. */
    public boolean matches(LocalDateTime time) {
        int weekday = time.getDayOfWeek().getValue() % 7;
        boolean dayMatches = day >= 0 && week >= 0
                ? day == time.getDayOfMonth() || week == weekday
                : matches(day, time.getDayOfMonth()) && matches(week, weekday);
        return dayMatches
                && matches(minute, time.getMinute())
                && matches(hour, time.getHour())
                && matches(month, time.getMonthValue());
    }

    private static boolean matches(int field, int value) {
        return field >= 0 ? field == value : value % -field == 0;
    }

    /** Tells whether it means certain hours of the day rather than an interval. */
    boolean hasFixedHour() {
        return hour >= 0;
    }
}
