package org.jwsgi.plugins.http;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestVars;

/** Turns header fields into variables, and notes those that decide how the request is read and answered. */
final class HeaderFields {
    private static final int PREFIX = Names.PREFIX.length;
    private static final int MAX_LENGTH_DIGITS = 18;

    private final HttpRequest request;
    private final RequestVars vars;
    /** One bit for each kind of name seen: a repeated field is only searched for when its bit is set. */
    private long seen;
    /** The indexes of variables whose field's name has an underscore; null while there is none. */
    private @Nullable BitSet underscored;

    HeaderFields(HttpRequest request) {
        this.request = request;
        this.vars = request.vars;
    }

    /**
     * Takes one field.
     *
     * @param name the variable's name with the prefix {@code HTTP_}
     * @param nameEnd the name's length with the prefix
     * @param underscore whether the field's name has an underscore
     * @param value holds the value, without the blanks around it
     */
    void add(byte[] name, int nameEnd, boolean underscore, byte[] value, int from, int to) {
        switch (nameEnd - PREFIX) {
            case 4 -> {
                if (is(name, nameEnd, Names.HOST)) {
                    addHost(name, nameEnd, value, from, to);
                    return;
                }
            }
            case 5 -> {
                // Programs take HTTP_PROXY for the setting of an outgoing proxy (CVE-2016-5385 and others).
                if (is(name, nameEnd, Names.PROXY)) {
                    return;
                }
            }
            case 6 -> {
                if (is(name, nameEnd, Names.EXPECT)) {
                    noteExpect(value, from, to);
                }
            }
            case 10 -> {
                if (is(name, nameEnd, Names.CONNECTION)) {
                    request.closeAsked |= Syntax.listHas(value, from, to, "close");
                    request.keepAsked |= Syntax.listHas(value, from, to, "keep-alive");
                }
            }
            case 12 -> {
                if (is(name, nameEnd, Names.CONTENT_TYPE)) {
                    addUnprefixed(Names.CONTENT_TYPE, underscore, value, from, to);
                    return;
                }
            }
            case 14 -> {
                if (is(name, nameEnd, Names.CONTENT_LENGTH)) {
                    addLength(underscore, value, from, to);
                    return;
                }
            }
            case 17 -> {
                if (is(name, nameEnd, Names.TRANSFER_ENCODING)) {
                    if (underscore) {
                        return;
                    }
                    noteTransferEncoding(value, from, to);
                }
            }
            default -> {}
        }
        addField(name, 0, nameEnd, underscore, value, from, to);
    }

    private static boolean is(byte[] name, int nameEnd, byte[] field) {
        return Arrays.equals(name, PREFIX, nameEnd, field, 0, field.length);
    }

    private void addHost(byte[] name, int nameEnd, byte[] value, int from, int to) {
        if (request.hostSeen) {
            request.refuse(400, "more than one Host");
            return;
        }
        request.hostSeen = true;
        if (!Syntax.isHost(value, from, to)) {
            request.refuse(400, "an invalid Host");
            return;
        }
        byte[] authority = request.authority;
        if (authority == null) {
            vars.add(name, 0, nameEnd, value, from, to - from);
        } else {
            vars.add(name, 0, nameEnd, authority, 0, authority.length);
        }
    }

    private void noteExpect(byte[] value, int from, int to) {
        if (Syntax.equalsIgnoreCase(value, from, to, "100-continue")) {
            request.expectsContinue = true;
        } else {
            request.refuse(417, "an unknown expectation");
        }
    }

    private void addLength(boolean underscore, byte[] value, int from, int to) {
        if (underscore) {
            return;
        }
        if (request.contentLength >= 0) {
            request.refuse(400, "more than one Content-Length");
            return;
        }
        request.contentLength = 0;
        int first = from;
        while (first < to - 1 && value[first] == '0') {
            first++;
        }
        long length = 0;
        for (int i = first; i < to; i++) {
            if (!Syntax.isDigit(value[i])) {
                request.refuse(400, "an invalid Content-Length");
                return;
            }
            length = i - first < MAX_LENGTH_DIGITS ? length * 10 + value[i] - '0' : length;
        }
        if (from == to) {
            request.refuse(400, "an empty Content-Length");
        } else if (to - first > MAX_LENGTH_DIGITS) {
            request.refuse(413, "a Content-Length of " + (to - first) + " digits");
        }
        request.contentLength = length;
        vars.add(Names.CONTENT_LENGTH, value, from, to - from);
    }

    private void noteTransferEncoding(byte[] value, int from, int to) {
        if (request.transferEncodingSeen) {
            request.refuse(400, "more than one Transfer-Encoding");
        }
        request.transferEncodingSeen = true;
        request.chunked = Syntax.equalsIgnoreCase(value, from, to, "chunked");
        if (request.chunked) {
            return;
        }
        int last = to;
        while (last > from && value[last - 1] != ',') {
            last--;
        }
        boolean endsInChunked = Syntax.listHas(value, last, to, "chunked");
        boolean chunkedBefore = last > from && Syntax.listHas(value, from, last - 1, "chunked");
        if (endsInChunked && !chunkedBefore && listIsComplete(value, from, to)) {
            request.refuse(501, "a Transfer-Encoding other than chunked");
        } else {
            request.refuse(400, "a Transfer-Encoding that does not end in chunked");
        }
    }

    private static boolean listIsComplete(byte[] value, int from, int to) {
        boolean filled = false;
        for (int i = from; i < to; i++) {
            if (value[i] == ',') {
                if (!filled) {
                    return false;
                }
                filled = false;
            } else {
                filled |= !Syntax.isBlank(value[i]);
            }
        }
        return filled;
    }

    private void addUnprefixed(byte[] name, boolean underscore, byte[] value, int from, int to) {
        if (!underscore) {
            addField(name, 0, name.length, false, value, from, to);
        }
    }

    private void addField(byte[] name, int nameFrom, int nameEnd, boolean underscore, byte[] value, int from, int to) {
        // Any spread will do: the last byte, one in the middle, and the length.
        long bit = 1L << name[nameEnd - 1] + 3 * name[nameEnd / 2 + 2] + 11 * nameEnd;
        int index = (seen & bit) == 0 ? -1 : vars.indexOf(name, nameFrom, nameEnd - nameFrom);
        seen |= bit;
        if (index < 0) {
            vars.add(name, nameFrom, nameEnd - nameFrom, value, from, to - from);
            if (underscore) {
                mark(vars.size() - 1, true);
            }
        } else {
            boolean before = underscored != null && underscored.get(index);
            if (before == underscore) {
                vars.appendToValue(index, Names.SEPARATOR, value, from, to - from);
            } else if (before) {
                // A front server filters and sets X-Real-IP, not X_Real_IP: the dashed field is the one to trust.
                vars.replaceValue(index, value, from, to - from);
                mark(index, false);
            }
        }
    }

    private void mark(int index, boolean value) {
        if (underscored == null) {
            underscored = new BitSet();
        }
        underscored.set(index, value);
    }
}
