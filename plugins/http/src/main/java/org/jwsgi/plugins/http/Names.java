package org.jwsgi.plugins.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Bytes of variable names and of values that decide something. */
final class Names {
    static final byte[] PREFIX = ascii("HTTP_");

    static final byte[] REQUEST_METHOD = ascii("REQUEST_METHOD");
    static final byte[] REQUEST_URI = ascii("REQUEST_URI");
    static final byte[] PATH_INFO = ascii("PATH_INFO");
    static final byte[] QUERY_STRING = ascii("QUERY_STRING");
    static final byte[] SERVER_PROTOCOL = ascii("SERVER_PROTOCOL");

    static final byte[] HOST = ascii("HOST");
    static final byte[] PROXY = ascii("PROXY");
    static final byte[] EXPECT = ascii("EXPECT");
    static final byte[] CONNECTION = ascii("CONNECTION");
    static final byte[] CONTENT_TYPE = ascii("CONTENT_TYPE");
    static final byte[] CONTENT_LENGTH = ascii("CONTENT_LENGTH");
    static final byte[] TRANSFER_ENCODING = ascii("TRANSFER_ENCODING");

    static final byte[] NOTHING = new byte[0];
    static final byte[] SEPARATOR = ascii(", ");

    private Names() {}

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
