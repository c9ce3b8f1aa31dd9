package org.jwsgi.plugins.fastcgi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * The numbers of FastCGI and the records that a server sends. Source: "FastCGI Specification", version 1.0, sections 3
 * to 5 and 8.
 */
final class Records {
    static final int VERSION = 1;
    static final int HEADER_SIZE = 8;
    static final int MAX_CONTENT = 65_535;

    static final int BEGIN_REQUEST = 1;
    static final int ABORT_REQUEST = 2;
    static final int END_REQUEST = 3;
    static final int PARAMS = 4;
    static final int STDIN = 5;
    static final int STDOUT = 6;
    static final int DATA = 8;
    static final int GET_VALUES = 9;
    static final int GET_VALUES_RESULT = 10;
    static final int UNKNOWN_TYPE = 11;

    static final int RESPONDER = 1;
    static final int KEEP_CONNECTION = 1;

    static final int REQUEST_COMPLETE = 0;
    static final int CANT_MPX_CONN = 1;
    static final int UNKNOWN_ROLE = 3;

    private Records() {}

    /** Writes a record's header at an index. */
    static void putHeader(ByteBuffer target, int at, int type, int id, int contentLength) {
        target.put(at, (byte) VERSION);
        target.put(at + 1, (byte) type);
        target.putShort(at + 2, (short) id);
        target.putShort(at + 4, (short) contentLength);
        target.putShort(at + 6, (short) 0);
    }

    /** Writes END_REQUEST with the application's status 0 at an index, 16 bytes. */
    static void putEnd(ByteBuffer target, int at, int id, int protocolStatus) {
        putHeader(target, at, END_REQUEST, id, 8);
        target.putInt(at + HEADER_SIZE, 0);
        target.putInt(at + HEADER_SIZE + 4, protocolStatus << 24);
    }

    /** Returns END_REQUEST for a request that is not run. */
    static ByteBuffer end(int id, int protocolStatus) {
        ByteBuffer reply = ByteBuffer.allocate(2 * HEADER_SIZE);
        putEnd(reply, 0, id, protocolStatus);
        return reply;
    }

    /** Returns the answer to a record of an unknown type. */
    static ByteBuffer unknownType(int type) {
        ByteBuffer reply = ByteBuffer.allocate(2 * HEADER_SIZE);
        putHeader(reply, 0, UNKNOWN_TYPE, 0, 8);
        reply.put(HEADER_SIZE, (byte) type);
        return reply;
    }

    /** Returns the answer to GET_VALUES: the values of the names that it asks for and that are known. */
    static ByteBuffer values(ByteBuffer question, int cores) {
        StringBuilder known = new StringBuilder();
        NamedValues names = new NamedValues(question);
        while (names.next()) {
            String name = US_ASCII.decode(question.slice(names.name(), names.nameLength()))
                    .toString();
            switch (name) {
                case "FCGI_MAX_CONNS", "FCGI_MAX_REQS" -> append(known, name, Integer.toString(cores));
                case "FCGI_MPXS_CONNS" -> append(known, name, "0");
                default -> {}
            }
            if (known.length() > MAX_CONTENT / 2) {
                break;
            }
        }
        byte[] content = known.toString().getBytes(US_ASCII);
        ByteBuffer reply = ByteBuffer.allocate(HEADER_SIZE + content.length);
        putHeader(reply, 0, GET_VALUES_RESULT, 0, content.length);
        reply.put(HEADER_SIZE, content);
        return reply;
    }

    private static void append(StringBuilder values, String name, String value) {
        values.append((char) name.length())
                .append((char) value.length())
                .append(name)
                .append(value);
    }
}
