package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jwsgi.api.request.RequestVars;

/** Where the facts of a request that a log line shows sit among its CGI variables. */
final class RequestFields {
    static final byte[] METHOD = name("REQUEST_METHOD");
    static final byte[] URI = name("REQUEST_URI");
    static final byte[] PROTOCOL = name("SERVER_PROTOCOL");
    static final byte[] USER = name("REMOTE_USER");
    static final byte[] USER_AGENT = name("HTTP_USER_AGENT");
    static final byte[] REFERER = name("HTTP_REFERER");
    private static final byte[] REMOTE_ADDR = name("REMOTE_ADDR");
    private static final byte[] FORWARDED_FOR = name("HTTP_X_FORWARDED_FOR");
    private static final byte[] HOST = name("HTTP_HOST");
    private static final byte[] SERVER_NAME = name("SERVER_NAME");

    private RequestFields() {}

    /** Returns the bytes of a variable's name. */
    static byte[] name(String name) {
        return name.getBytes(US_ASCII);
    }

    /** Returns the index of a variable, or -1. */
    static int find(RequestVars vars, byte[] name) {
        return vars.indexOf(name, 0, name.length);
    }

    /** Returns the index of the variable that holds the client's address, or -1. */
    static int address(RequestVars vars, boolean forwardedFor) {
        if (forwardedFor) {
            int index = find(vars, FORWARDED_FOR);
            if (index >= 0 && vars.valueLength(index) > 0) {
                return index;
            }
        }
        return find(vars, REMOTE_ADDR);
    }

    /** Returns the index of the variable that holds the requested host, or -1. */
    static int host(RequestVars vars) {
        int index = find(vars, HOST);
        return index >= 0 && vars.valueLength(index) > 0 ? index : find(vars, SERVER_NAME);
    }
}
