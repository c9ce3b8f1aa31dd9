package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestVars;

/** A growing array of bytes in which a log line is put together. Belongs to one thread at a time. */
final class LineBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int length;

    LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Drops everything from {@code newLength} on. */
    void truncate(int newLength) {
        length = newLength;
    }

    void add(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void add(byte[] text) {
        add(text, 0, text.length);
    }

    void add(byte[] text, int offset, int count) {
        reserve(count);
        System.arraycopy(text, offset, bytes, length, count);
        length += count;
    }

    /** Adds text that is known to hold ASCII only. */
    @SuppressWarnings("deprecation") // the one copy from a string that needs no array in between
    void addAscii(String text) {
        int count = text.length();
        reserve(count);
        text.getBytes(0, count, bytes, length);
        length += count;
    }

    void add(long number) {
        reserve(LONGEST_NUMBER);
        if (number == Long.MIN_VALUE) {
            addAscii("-9223372036854775808");
            return;
        }
        if (number < 0) {
            bytes[length++] = '-';
            number = -number;
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        length += digits;
    }

    /** Adds the value at an index, escaped; nothing for a negative index. */
    void addEscaped(RequestVars vars, int index) {
        if (index >= 0) {
            addEscaped(vars.array(), vars.valueOffset(index), vars.valueLength(index));
        }
    }

    /** Adds text from outside, escaped as {@link LogText} says; nothing for null. */
    void addEscaped(@Nullable String text) {
        if (text != null) {
            byte[] encoded = text.getBytes(UTF_8);
            addEscaped(encoded, 0, encoded.length);
        }
    }

    /** Adds bytes from outside, escaped as {@link LogText} says. */
    void addEscaped(byte[] text, int offset, int count) {
        int end = offset + count;
        int plain = offset;
        for (int i = offset; i < end; i++) {
            byte b = text[i];
            if (b >= ' ' && b != '"' && b != '\\' && b != 0x7f) {
                continue;
            }
            if (b < 0 && !isC1Control(text, i, end)) {
                continue;
            }
            add(text, plain, i - plain);
            if (b < 0) {
                i++;
                escape(text[i] & 0xff);
            } else {
                escape(b);
            }
            plain = i + 1;
        }
        add(text, plain, end - plain);
    }

    private static boolean isC1Control(byte[] text, int index, int end) {
        return text[index] == (byte) 0xc2 && index + 1 < end && text[index + 1] < (byte) 0xa0;
    }

    private void escape(int code) {
        reserve(6);
        bytes[length++] = '\\';
        switch (code) {
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            case '"', '\\' -> bytes[length++] = (byte) code;
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[code >> 4];
                bytes[length++] = HEX[code & 15];
            }
        }
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
