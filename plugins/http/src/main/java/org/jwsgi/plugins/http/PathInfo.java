package org.jwsgi.plugins.http;

/** Turns the path of a request target into PATH_INFO, as uWSGI does. */
final class PathInfo {
    private PathInfo() {}

    /**
     * Removes the dot segments of a path and then decodes it; dots that only decoding brings stay. A percent sign
     * before another one stands for itself, one before two bytes that are not both digits stands for NUL, and what an
     * incomplete one at the end begins is dropped.
     *
     * @param path the bytes from the first slash to the query
     * @param target where the result begins at 0; must have room for the path and one byte more
     * @return the length of the result
     */
    static int decode(byte[] path, int from, int to, byte[] target) {
        return decodePercents(target, removeDots(path, from, to, target));
    }

    private static int removeDots(byte[] path, int from, int to, byte[] target) {
        int length = 0;
        int at = from;
        while (at < to) {
            // at is a slash; a segment is the slash and what follows it
            int end = at + 1;
            while (end < to && path[end] != '/') {
                end++;
            }
            int size = end - at - 1;
            boolean one = size == 1 && path[at + 1] == '.';
            boolean two = size == 2 && path[at + 1] == '.' && path[at + 2] == '.';
            if (two) {
                length = lastSlash(target, length);
            } else if (!one) {
                System.arraycopy(path, at, target, length, end - at);
                length += end - at;
            }
            if ((one || two) && end == to) {
                target[length++] = '/';
            }
            at = end;
        }
        return length;
    }

    private static int lastSlash(byte[] target, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (target[i] == '/') {
                return i;
            }
        }
        return 0;
    }

    private static int decodePercents(byte[] bytes, int length) {
        int kept = 0;
        int at = 0;
        while (at < length) {
            byte b = bytes[at++];
            if (b != '%') {
                bytes[kept++] = b;
            } else if (at < length && bytes[at] == '%') {
                bytes[kept++] = b;
                at++;
            } else if (at + 1 < length) {
                int high = Syntax.hex(bytes[at]);
                int low = Syntax.hex(bytes[at + 1]);
                bytes[kept++] = high < 0 || low < 0 ? 0 : (byte) (high << 4 | low);
                at += 2;
            } else {
                at = length;
            }
        }
        return kept;
    }
}
