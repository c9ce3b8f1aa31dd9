package org.jwsgi.api.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.Header;

/**
 * What a response begins with. Names and values have been checked: they hold no CR, LF or NUL.
 *
 * @param status 100 to 999
 * @param reason the reason phrase, or null for the standard one
 * @param headers in the order to send
 * @param bodyLength the exact length of the body when it is known already, else -1
 * @param keepAlive whether the kernel could serve another request on the connection (false when it is stopping, or
 *     when the request's body was not read to its end)
 */
public record ResponseHead(
        int status, @Nullable String reason, List<Header> headers, long bodyLength, boolean keepAlive) {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /**
     * Tells whether such a response can have a body at all (RFC 9110, 6.4.1).
     *
     * @param headRequest whether it answers a HEAD request
     */
    public boolean canHaveBody(boolean headRequest) {
        return !headRequest
                && (status >= 200 || status == SWITCHING_PROTOCOLS)
                && status != NO_CONTENT
                && status != NOT_MODIFIED;
    }

    /** Returns the value of the first header of a name, ignoring case, or null. */
    public @Nullable String header(String name) {
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }
}
