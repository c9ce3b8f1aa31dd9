package org.jwsgi.api.protocol;

import org.jwsgi.api.request.RequestVars;

/**
 * The head of a request.
 *
 * @param vars the CGI variables; from now on they belong to the request
 * @param modifier1 the handler asked for
 * @param modifier2 its variant
 * @param contentLength the length of the body in bytes, 0 without a body, -1 when it is not known in advance
 * @param framedBody whether {@link ConnectionCodec#decodeBody} must be asked for the body; otherwise it is the next
 *     {@code contentLength} bytes as they come
 */
public record RequestHead(RequestVars vars, int modifier1, int modifier2, long contentLength, boolean framedBody) {}
