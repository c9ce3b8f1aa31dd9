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
        int status, @Nullable String reason, List<Header> headers, long bodyLength, boolean keepAlive) {}
