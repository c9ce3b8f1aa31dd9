package org.jwsgi.plugins.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The character classes of RFC 9110 and RFC 3986, and searches for them. */
final class Syntax {
    /** What {@link #nameByte} gives for an underscore. */
    static final byte UNDERSCORE = 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long DELETES = 0x7F7F7F7F7F7F7F7FL;

    private static final byte[] NAME_BYTES = nameBytes();
    private static final boolean[] HOST_BYTES = hostBytes();

    private Syntax() {}

    /**
     * Returns the byte of a variable's name that a byte of a field's name becomes: upper case, underscore for a dash,
     * {@link #UNDERSCORE} for an underscore, 0 for a byte that is not allowed in a token.
     */
    static byte nameByte(byte b) {
        return NAME_BYTES[b & 0xFF];
    }

    /** Tells whether a byte may be part of a token, such as a method. */
    static boolean isToken(byte b) {
        return NAME_BYTES[b & 0xFF] != 0;
    }

    /** Returns the index of the first control character (below 32, or 127) from an index, or the limit. */
    static int findControl(byte[] bytes, int from, int limit) {
        int at = from;
        while (at + Long.BYTES <= limit) {
            long word = (long) LONGS.get(bytes, at);
            long low = (word - ONES * 0x20) & ~word;
            long delete = word ^ DELETES;
            long found = (low | ((delete - ONES) & ~delete)) & HIGHS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
            at += Long.BYTES;
        }
        while (at < limit && bytes[at] >= 0x20 | bytes[at] < 0 && bytes[at] != 0x7F) {
            at++;
        }
        return at;
    }

    /** Returns the index of the first line feed from an index, or -1. */
    static int findLineFeed(byte[] bytes, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of the first line feed from an index, or -1. */
    static int findLineFeed(ByteBuffer bytes, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (bytes.get(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Tells whether bytes are a lower-case word, ignoring their case. */
    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (lower(bytes[i]) != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether a comma-separated list has a lower-case word, ignoring case. */
    static boolean listHas(byte[] bytes, int from, int to, String lowerCase) {
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != ',') {
                end++;
            }
            int first = start;
            int last = end;
            while (first < last && isBlank(bytes[first])) {
                first++;
            }
            while (last > first && isBlank(bytes[last - 1])) {
                last--;
            }
            if (equalsIgnoreCase(bytes, first, last, lowerCase)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /** Tells whether bytes can be a host with an optional port; user information is no part of it. */
    static boolean isHost(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!HOST_BYTES[bytes[i] & 0xFF]) {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Returns the value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int letter = lower(b);
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    private static byte[] nameBytes() {
        byte[] table = new byte[256];
        for (char c = '0'; c <= '9'; c++) {
            table[c] = (byte) c;
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            table[c] = (byte) c;
            table[c + 32] = (byte) c;
        }
        for (char c : "!#$%&'*+.^`|~".toCharArray()) {
            table[c] = (byte) c;
        }
        table['-'] = '_';
        table['_'] = UNDERSCORE;
        return table;
    }

    private static boolean[] hostBytes() {
        boolean[] table = new boolean[256];
        for (int c = '0'; c <= '9'; c++) {
            table[c] = true;
        }
        for (int c = 'A'; c <= 'Z'; c++) {
            table[c] = true;
            table[c + 32] = true;
        }
        for (char c : "-._~%!$&'()*+,;=:[]".toCharArray()) {
            table[c] = true;
        }
        return table;
    }
}
