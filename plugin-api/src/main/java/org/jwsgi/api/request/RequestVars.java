package org.jwsgi.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The CGI variables of one request: an ordered table of byte slices that are decoded when read.
 *
 * <p>A protocol decoder fills it on the I/O thread; afterwards it belongs to the thread that runs the request. It is
 * not safe for use by two threads at once. Names and values are decoded as UTF-8. A name may occur more than once (the
 * uwsgi protocol allows it); look-ups find the last one, as uWSGI's applications do.
 */
public final class RequestVars {
    private static final int FIELDS = 4;

    private byte[] data;
    private int used;
    private int[] slots;
    private int count;

    /**
     * Creates an empty table.
     *
     * @param expectedBytes how many bytes of names and values to make room for; it grows when needed
     */
    public RequestVars(int expectedBytes) {
        this.data = new byte[Math.max(64, expectedBytes)];
        this.slots = new int[FIELDS * 32];
    }

    /** Appends a variable whose name and value are copied from arrays. */
    public void add(byte[] name, int nameOffset, int nameLength, byte[] value, int valueOffset, int valueLength) {
        reserve(nameLength + valueLength);
        System.arraycopy(name, nameOffset, data, used, nameLength);
        System.arraycopy(value, valueOffset, data, used + nameLength, valueLength);
        addSlot(used, nameLength, used + nameLength, valueLength);
        used += nameLength + valueLength;
    }

    /** Appends a variable whose name is a whole array. */
    public void add(byte[] name, byte[] value, int valueOffset, int valueLength) {
        add(name, 0, name.length, value, valueOffset, valueLength);
    }

    /** Appends a variable. */
    public void add(String name, String value) {
        byte[] nameBytes = name.getBytes(UTF_8);
        byte[] valueBytes = value.getBytes(UTF_8);
        add(nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
    }

    /** Replaces the value of the last variable of this name, or appends it. */
    public void set(String name, String value) {
        int index = indexOf(name);
        if (index < 0) {
            add(name, value);
            return;
        }
        byte[] bytes = value.getBytes(UTF_8);
        replaceValue(index, bytes, 0, bytes.length);
    }

    /** Replaces the value at an index. */
    public void replaceValue(int index, byte[] value, int offset, int length) {
        reserve(length);
        System.arraycopy(value, offset, data, used, length);
        slots[index * FIELDS + 2] = used;
        slots[index * FIELDS + 3] = length;
        used += length;
    }

    /** Appends {@code separator} and more bytes to the value at an index, as for a repeated header. */
    public void appendToValue(int index, byte[] separator, byte[] value, int offset, int length) {
        int oldOffset = slots[index * FIELDS + 2];
        int oldLength = slots[index * FIELDS + 3];
        int newLength = oldLength + separator.length + length;
        reserve(newLength);
        int start = used;
        System.arraycopy(data, oldOffset, data, start, oldLength);
        System.arraycopy(separator, 0, data, start + oldLength, separator.length);
        System.arraycopy(value, offset, data, start + oldLength + separator.length, length);
        slots[index * FIELDS + 2] = start;
        slots[index * FIELDS + 3] = newLength;
        used += newLength;
    }

    /** Removes every variable of this name. */
    public void remove(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!nameEquals(i, bytes, 0, bytes.length)) {
                System.arraycopy(slots, i * FIELDS, slots, kept * FIELDS, FIELDS);
                kept++;
            }
        }
        count = kept;
    }

    /** Returns the value of the last variable of this name, or null when there is none. */
    public @Nullable String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : value(index);
    }

    /** Returns the value of the last variable of this name, or {@code otherwise} when there is none. */
    public String get(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    /** Tells whether a variable of this name exists, even with an empty value. */
    public boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    /** Returns the index of the last variable of this name, or -1. */
    public int indexOf(String name) {
        int length = name.length();
        for (int i = count - 1; i >= 0; i--) {
            if (slots[i * FIELDS + 1] == length && asciiEquals(slots[i * FIELDS], name)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of the last variable whose name is these bytes, or -1. */
    public int indexOf(byte[] name, int offset, int length) {
        for (int i = count - 1; i >= 0; i--) {
            if (nameEquals(i, name, offset, length)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the number of variables. */
    public int size() {
        return count;
    }

    /** Returns the name at an index. */
    public String name(int index) {
        return new String(data, slots[index * FIELDS], slots[index * FIELDS + 1], UTF_8);
    }

    /** Returns the value at an index. */
    public String value(int index) {
        return new String(data, slots[index * FIELDS + 2], slots[index * FIELDS + 3], UTF_8);
    }

    /**
     * Returns the number that the value at an index begins with, as uWSGI reads {@code CONTENT_LENGTH}: the first byte that
     * is no digit ends it. 0 without a digit, {@link Long#MAX_VALUE} for a number beyond it.
     */
    public long leadingNumber(int index) {
        int offset = slots[index * FIELDS + 2];
        int end = offset + slots[index * FIELDS + 3];
        long number = 0;
        for (int i = offset; i < end && data[i] >= '0' && data[i] <= '9'; i++) {
            int digit = data[i] - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Returns a copy of the raw bytes of the value at an index. */
    public byte[] valueBytes(int index) {
        int offset = slots[index * FIELDS + 2];
        return Arrays.copyOfRange(data, offset, offset + slots[index * FIELDS + 3]);
    }

    /** Returns the array that holds all names and values. Only for reading; it changes when variables are added. */
    public byte[] array() {
        return data;
    }

    /** Returns where the name at an index begins in {@link #array()}. */
    public int nameOffset(int index) {
        return slots[index * FIELDS];
    }

    /** Returns the length in bytes of the name at an index. */
    public int nameLength(int index) {
        return slots[index * FIELDS + 1];
    }

    /** Returns where the value at an index begins in {@link #array()}. */
    public int valueOffset(int index) {
        return slots[index * FIELDS + 2];
    }

    /** Returns the length in bytes of the value at an index. */
    public int valueLength(int index) {
        return slots[index * FIELDS + 3];
    }

    /** Returns the size in bytes that these variables take in a uwsgi packet, without its header. */
    public int blockSize() {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += 4 + slots[i * FIELDS + 1] + slots[i * FIELDS + 3];
        }
        return size;
    }

    /** Calls back for each variable, in order. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < count; i++) {
            visitor.accept(name(i), value(i));
        }
    }

    private boolean nameEquals(int index, byte[] name, int offset, int length) {
        int start = slots[index * FIELDS];
        return slots[index * FIELDS + 1] == length
                && Arrays.equals(data, start, start + length, name, offset, offset + length);
    }

    private boolean asciiEquals(int offset, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (data[offset + i] != (byte) name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void addSlot(int nameOffset, int nameLength, int valueOffset, int valueLength) {
        if ((count + 1) * FIELDS > slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
        }
        int base = count * FIELDS;
        slots[base] = nameOffset;
        slots[base + 1] = nameLength;
        slots[base + 2] = valueOffset;
        slots[base + 3] = valueLength;
        count++;
    }

    private void reserve(int bytes) {
        if (used + bytes > data.length) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, used + bytes));
        }
    }
}
