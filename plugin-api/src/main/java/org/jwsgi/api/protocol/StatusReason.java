package org.jwsgi.api.protocol;

import java.nio.charset.StandardCharsets;

/** The standard reason phrases of HTTP statuses, in uWSGI's wording where that differs from RFC 9110. */
public final class StatusReason {
    private static final int FIRST = 100;
    private static final int LAST = 511;
    private static final String[] PHRASES = phrases();
    private static final byte[][] LINES = lines();

    private StatusReason() {}

    /** Returns the phrase of a status, {@code "Unknown"} when it has none. */
    public static String of(int status) {
        return status < FIRST || status > LAST ? "Unknown" : PHRASES[status - FIRST];
    }

    /** Returns the bytes {@code "200 OK"}, for a status from 100 to 511. The array is shared: only for reading. */
    static byte[] line(int status) {
        return LINES[status - FIRST];
    }

    /** Tells whether {@link #line} knows a status. */
    static boolean hasLine(int status) {
        return status >= FIRST && status <= LAST;
    }

    private static byte[][] lines() {
        byte[][] lines = new byte[PHRASES.length][];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = ((FIRST + i) + " " + PHRASES[i]).getBytes(StandardCharsets.US_ASCII);
        }
        return lines;
    }

    private static String[] phrases() {
        String[] phrases = new String[LAST - FIRST + 1];
        for (int i = 0; i < phrases.length; i++) {
            phrases[i] = phrase(FIRST + i);
        }
        return phrases;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 102 -> "Processing";
            case 103 -> "Early Hints";
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 203 -> "Non-Authoritative Information";
            case 204 -> "No Content";
            case 205 -> "Reset Content";
            case 206 -> "Partial Content";
            case 207 -> "Multi-Status";
            case 208 -> "Already Reported";
            case 226 -> "IM Used";
            case 300 -> "Multiple Choices";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 305 -> "Use Proxy";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            default -> errorPhrase(status);
        };
    }

    private static String errorPhrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 407 -> "Proxy Authentication Required";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request-URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Requested Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 418 -> "I'm a teapot";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 423 -> "Locked";
            case 424 -> "Failed Dependency";
            case 425 -> "Too Early";
            case 426 -> "Upgrade Required";
            case 428 -> "Precondition Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 451 -> "Unavailable For Legal Reasons";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            case 506 -> "Variant Also Negotiates";
            case 507 -> "Insufficient Storage";
            case 508 -> "Loop Detected";
            case 510 -> "Not Extended";
            case 511 -> "Network Authentication Required";
            default -> "Unknown";
        };
    }
}
