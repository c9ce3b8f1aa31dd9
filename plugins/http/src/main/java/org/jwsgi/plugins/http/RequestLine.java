package org.jwsgi.plugins.http;

import java.util.Arrays;

/** Reads a complete request line (RFC 9112, 3) into a request's variables. */
final class RequestLine {
    private final HttpRequest request;
    private final Scratch scratch;
    private final byte[] bytes;
    private final int end;

    /**
     * Creates a reader.
     *
     * @param bytes holds the line
     * @param end the index behind the line's last byte, its CR LF excluded
     */
    RequestLine(HttpRequest request, Scratch scratch, byte[] bytes, int end) {
        this.request = request;
        this.scratch = scratch;
        this.bytes = bytes;
        this.end = end;
    }

    /** Reads the line that begins at an index; refuses the request when it is not one. */
    void read(int start) {
        int methodEnd = start;
        while (methodEnd < end && Syntax.isToken(bytes[methodEnd])) {
            methodEnd++;
        }
        int targetEnd = methodEnd + 1;
        while (targetEnd < end && bytes[targetEnd] != ' ') {
            targetEnd++;
        }
        if (methodEnd == start || methodEnd >= end || bytes[methodEnd] != ' ' || targetEnd == methodEnd + 1) {
            request.refuse(400, "not an HTTP request line");
        } else if (targetEnd >= end) {
            request.refuse(400, "a request line without a protocol version");
        } else if (readVersion(targetEnd + 1)) {
            request.vars.add(Names.REQUEST_METHOD, bytes, start, methodEnd - start);
            request.head = is(start, methodEnd, "HEAD");
            readTarget(start, methodEnd, targetEnd);
            request.vars.add(Names.SERVER_PROTOCOL, bytes, targetEnd + 1, end - targetEnd - 1);
        }
    }

    private boolean readVersion(int at) {
        if (end - at != 8
                || !is(at, at + 5, "HTTP/")
                || !Syntax.isDigit(bytes[at + 5])
                || bytes[at + 6] != '.'
                || !Syntax.isDigit(bytes[at + 7])) {
            request.refuse(400, "a request line without a valid protocol version");
            return false;
        }
        if (bytes[at + 5] != '1') {
            request.refuse(505, bytes[at + 5] == '2' ? "HTTP/2 on an HTTP/1.1 socket" : "an unknown version of HTTP");
            return false;
        }
        request.http11 = bytes[at + 7] != '0';
        return true;
    }

    private void readTarget(int methodStart, int methodEnd, int targetEnd) {
        int start = methodEnd + 1;
        if (bytes[start] == '/') {
            addTarget(bytes, start, targetEnd);
        } else if (is(methodStart, methodEnd, "CONNECT")) {
            request.refuse(501, "the method CONNECT");
        } else if (is(start, targetEnd, "*") && is(methodStart, methodEnd, "OPTIONS")) {
            addServerTarget();
        } else {
            int authority = start + schemeLength(start, targetEnd);
            if (authority == start) {
                request.refuse(400, "a request target that is neither a path nor an http URI");
            } else {
                readAbsoluteTarget(authority, targetEnd, is(methodStart, methodEnd, "OPTIONS"));
            }
        }
    }

    private int schemeLength(int start, int targetEnd) {
        for (String scheme : new String[] {"http://", "https://"}) {
            int length = scheme.length();
            if (start + length <= targetEnd && Syntax.equalsIgnoreCase(bytes, start, start + length, scheme)) {
                return length;
            }
        }
        return 0;
    }

    private void readAbsoluteTarget(int authority, int targetEnd, boolean options) {
        int path = authority;
        while (path < targetEnd && bytes[path] != '/' && bytes[path] != '?' && bytes[path] != '#') {
            path++;
        }
        if (path == authority || !Syntax.isHost(bytes, authority, path)) {
            request.refuse(400, "a request target with an invalid host");
            return;
        }
        request.authority = Arrays.copyOfRange(bytes, authority, path);
        if (path < targetEnd && bytes[path] == '/') {
            addTarget(bytes, path, targetEnd);
        } else if (path == targetEnd && options) {
            addServerTarget();
        } else {
            byte[] withSlash = new byte[1 + targetEnd - path];
            withSlash[0] = '/';
            System.arraycopy(bytes, path, withSlash, 1, targetEnd - path);
            addTarget(withSlash, 0, withSlash.length);
        }
    }

    /** Appends the variables of a target that begins with a slash, in uWSGI's order. */
    private void addTarget(byte[] target, int start, int targetEnd) {
        int query = start;
        boolean plain = true;
        while (query < targetEnd && target[query] != '?') {
            byte b = target[query];
            plain &= b != '%' && b != '#' && !(b == '/' && query + 1 < targetEnd && target[query + 1] == '.');
            query++;
        }
        if (query == targetEnd) {
            request.vars.add(Names.REQUEST_URI, target, start, targetEnd - start);
            addPath(target, start, query, plain);
            request.vars.add(Names.QUERY_STRING, Names.NOTHING, 0, 0);
        } else {
            addPath(target, start, query, plain);
            request.vars.add(Names.REQUEST_URI, target, start, targetEnd - start);
            request.vars.add(Names.QUERY_STRING, target, query + 1, targetEnd - query - 1);
        }
    }

    private void addPath(byte[] target, int start, int pathEnd, boolean plain) {
        if (plain) {
            request.vars.add(Names.PATH_INFO, target, start, pathEnd - start);
            return;
        }
        int to = start;
        while (to < pathEnd && target[to] != '#') {
            to++;
        }
        int length = PathInfo.decode(target, start, to, scratch.path);
        request.vars.add(Names.PATH_INFO, scratch.path, 0, length);
    }

    private void addServerTarget() {
        byte[] star = {'*'};
        request.vars.add(Names.REQUEST_URI, star, 0, 1);
        request.vars.add(Names.PATH_INFO, star, 0, 1);
        request.vars.add(Names.QUERY_STRING, Names.NOTHING, 0, 0);
    }

    private boolean is(int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != word.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}
