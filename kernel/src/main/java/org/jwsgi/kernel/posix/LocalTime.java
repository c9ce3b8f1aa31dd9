package org.jwsgi.kernel.posix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Times as text, made by the C library: the local time zone is found as every other program of the machine finds it
 * ({@code TZ}, then {@code /etc/localtime}), all of {@code strftime} is there, and none of the JDK's time zone tables
 * has to be loaded. Month and day names are English whatever the locale. Any process, any thread.
 */
public final class LocalTime {
    private static final byte[] DAYS = "SunMonTueWedThuFriSat".getBytes(US_ASCII);
    private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(US_ASCII);
    private static final long LC_TIME_MASK = 1 << 2;
    private static final int MAX_TEXT = 1024;
    // struct tm: nine ints, padding, the offset from UTC as a long, a pointer to the zone's name.
    private static final int TM_SIZE = 56;
    private static final int TM_OFFSET = 40;

    private LocalTime() {}

    /**
     * Returns a time as C's {@code ctime} writes it, such as {@code Sat Nov 21 09:10:29 2026}: 24 characters, no
     * newline.
     *
     * @param epochSecond seconds since the epoch
     */
    public static byte[] ctime(long epochSecond) {
        int[] tm = fields(epochSecond);
        byte[] text = new byte[24];
        System.arraycopy(DAYS, tm[6] * 3, text, 0, 3);
        text[3] = ' ';
        System.arraycopy(MONTHS, tm[4] * 3, text, 4, 3);
        text[7] = ' ';
        twoDigits(text, 8, tm[3], ' ');
        text[10] = ' ';
        clock(text, 11, tm);
        text[19] = ' ';
        twoDigits(text, 20, (tm[5] + 1900) / 100, '0');
        twoDigits(text, 22, (tm[5] + 1900) % 100, '0');
        return text;
    }

    /**
     * Returns a time as access logs write it, such as {@code 21/Nov/2026:09:10:29 +0000}.
     *
     * @param epochSecond seconds since the epoch
     */
    public static byte[] accessLog(long epochSecond) {
        int[] tm = fields(epochSecond);
        byte[] text = new byte[26];
        twoDigits(text, 0, tm[3], '0');
        text[2] = '/';
        System.arraycopy(MONTHS, tm[4] * 3, text, 3, 3);
        text[6] = '/';
        twoDigits(text, 7, (tm[5] + 1900) / 100, '0');
        twoDigits(text, 9, (tm[5] + 1900) % 100, '0');
        text[11] = ':';
        clock(text, 12, tm);
        text[20] = ' ';
        int minutes = Math.abs(tm[9]) / 60;
        text[21] = (byte) (tm[9] < 0 ? '-' : '+');
        twoDigits(text, 22, minutes / 60, '0');
        twoDigits(text, 24, minutes % 60, '0');
        return text;
    }

    /**
     * Returns a time in a format of {@code strftime}; empty when the result is longer than 1023 bytes.
     *
     * @param format the format, with conversions such as {@code %Y-%m-%d %H:%M:%S}
     * @param epochSecond seconds since the epoch
     */
    public static byte[] strftime(String format, long epochSecond) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(MAX_TEXT);
            long length = Libc.callLong(
                    Libc.function("strftime_l"),
                    text.address(),
                    MAX_TEXT,
                    arena.allocateFrom(format).address(),
                    localTime(arena, epochSecond).address(),
                    CLocale.HANDLE);
            return text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Returns second, minute, hour, day, month from 0, year - 1900, weekday, day of the year, DST, offset in seconds. */
    private static int[] fields(long epochSecond) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tm = localTime(arena, epochSecond);
            int[] fields = new int[10];
            for (int i = 0; i < 9; i++) {
                fields[i] = tm.get(ValueLayout.JAVA_INT, i * 4L);
            }
            fields[9] = (int) tm.get(ValueLayout.JAVA_LONG, TM_OFFSET);
            return fields;
        }
    }

    private static MemorySegment localTime(Arena arena, long epochSecond) {
        MemorySegment seconds = arena.allocate(ValueLayout.JAVA_LONG);
        seconds.set(ValueLayout.JAVA_LONG, 0, epochSecond);
        MemorySegment tm = arena.allocate(TM_SIZE, 8);
        Libc.callLong(Libc.function("localtime_r"), seconds.address(), tm.address());
        return tm;
    }

    private static void clock(byte[] text, int at, int[] tm) {
        twoDigits(text, at, tm[2], '0');
        text[at + 2] = ':';
        twoDigits(text, at + 3, tm[1], '0');
        text[at + 5] = ':';
        twoDigits(text, at + 6, tm[0], '0');
    }

    private static void twoDigits(byte[] text, int at, int number, char pad) {
        text[at] = (byte) (number < 10 ? pad : '0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }

    /** The C locale, made on first use: the JVM runs in the user's locale, whose names must not leak into logs. */
    private static final class CLocale {
        static final long HANDLE = create();

        private static long create() {
            try (Arena arena = Arena.ofConfined()) {
                return Libc.callLong(
                        Libc.function("newlocale"),
                        LC_TIME_MASK,
                        arena.allocateFrom("C").address(),
                        0);
            }
        }
    }
}
