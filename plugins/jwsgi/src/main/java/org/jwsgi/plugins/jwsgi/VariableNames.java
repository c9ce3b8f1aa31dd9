package org.jwsgi.plugins.jwsgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestVars;

/**
 * The usual names of request variables as ready-made strings, found by their bytes. It saves a request from making some
 * twenty strings and computing their hash codes. Immutable; safe on any thread.
 */
final class VariableNames {
    private static final int SLOTS = 512;

    private static final String[] USUAL = {
        "AUTH_TYPE",
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "DOCUMENT_ROOT",
        "DOCUMENT_URI",
        "GATEWAY_INTERFACE",
        "HOST",
        "HTTPS",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_CHARSET",
        "HTTP_ACCEPT_ENCODING",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_AUTHORIZATION",
        "HTTP_CACHE_CONTROL",
        "HTTP_CONNECTION",
        "HTTP_CONTENT_LENGTH",
        "HTTP_CONTENT_TYPE",
        "HTTP_COOKIE",
        "HTTP_DNT",
        "HTTP_EXPECT",
        "HTTP_FORWARDED",
        "HTTP_HOST",
        "HTTP_IF_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_KEEP_ALIVE",
        "HTTP_ORIGIN",
        "HTTP_PRAGMA",
        "HTTP_PRIORITY",
        "HTTP_RANGE",
        "HTTP_REFERER",
        "HTTP_SEC_CH_UA",
        "HTTP_SEC_CH_UA_MOBILE",
        "HTTP_SEC_CH_UA_PLATFORM",
        "HTTP_SEC_FETCH_DEST",
        "HTTP_SEC_FETCH_MODE",
        "HTTP_SEC_FETCH_SITE",
        "HTTP_SEC_FETCH_USER",
        "HTTP_TE",
        "HTTP_TRANSFER_ENCODING",
        "HTTP_UPGRADE",
        "HTTP_UPGRADE_INSECURE_REQUESTS",
        "HTTP_USER_AGENT",
        "HTTP_VIA",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PORT",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_FORWARDED_SSL",
        "HTTP_X_REAL_IP",
        "HTTP_X_REQUESTED_WITH",
        "HTTP_X_REQUEST_ID",
        "PATH_INFO",
        "PATH_TRANSLATED",
        "QUERY_STRING",
        "REDIRECT_STATUS",
        "REMOTE_ADDR",
        "REMOTE_HOST",
        "REMOTE_PORT",
        "REMOTE_USER",
        "REQUEST_METHOD",
        "REQUEST_SCHEME",
        "REQUEST_URI",
        "SCRIPT_FILENAME",
        "SCRIPT_NAME",
        "SERVER_ADDR",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
        "SERVER_SOFTWARE",
        "UWSGI_SCHEME",
    };

    private final byte[] @Nullable [] bytes = new byte[SLOTS][];
    private final @Nullable String[] names = new String[SLOTS];

    VariableNames() {
        for (String name : USUAL) {
            byte[] encoded = name.getBytes(ISO_8859_1);
            int slot = slot(encoded, 0, encoded.length);
            while (bytes[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            bytes[slot] = encoded;
            names[slot] = name;
        }
    }

    /** Returns the name of the variable at an index. */
    String name(RequestVars vars, int index) {
        byte[] array = vars.array();
        int offset = vars.nameOffset(index);
        int length = vars.nameLength(index);
        int slot = slot(array, offset, length);
        byte[] candidate = bytes[slot];
        while (candidate != null) {
            if (Arrays.equals(candidate, 0, candidate.length, array, offset, offset + length)) {
                String name = names[slot];
                if (name != null) {
                    return name;
                }
            }
            slot = (slot + 1) & (SLOTS - 1);
            candidate = bytes[slot];
        }
        return vars.name(index);
    }

    private static int slot(byte[] array, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int hash = length * 31 + array[offset + length - 1];
        hash = hash * 31 + array[offset + (length >> 1)];
        hash = hash * 31 + array[offset + length - (length >> 2) - 1];
        hash = hash * 31 + array[offset];
        return (hash ^ (hash >>> 9)) & (SLOTS - 1);
    }
}
