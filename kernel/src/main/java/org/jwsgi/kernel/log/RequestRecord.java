package org.jwsgi.kernel.log;

import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestVars;

/** A finished request, as the request log sees it. Valid only during the call that passes it. */
public interface RequestRecord {
    /** Returns the CGI variables. */
    RequestVars vars();

    /** Returns the status sent; 500 when nothing was sent, 0 when the variables were never parsed. */
    int status();

    /** Returns the body bytes sent. */
    long bodyBytes();

    /** Returns the size of the response's head, status line and blank line included. */
    long headerBytes();

    /** Returns the number of header lines, without the status line. */
    int headerCount();

    /** Returns the start in microseconds since the epoch. */
    long startMicros();

    /** Returns the duration in microseconds. */
    long durationMicros();

    /** Returns the core that ran it, from 0. */
    int core();

    /** Returns the app's id, -1 when none. */
    int appId();

    /** Returns how many requests this app has begun in this worker, -1 when none. */
    long appRequests();

    /** Returns how many requests the instance has finished, this one included. */
    long totalRequests();

    /** Returns how often the handler was switched in. */
    int switches();

    /** Returns how the response left, such as {@code "sendfile"}; empty for the ordinary way. */
    String via();

    /** Returns the request's modifier1. */
    int modifier1();

    /** Returns the request's modifier2. */
    int modifier2();

    /** Returns the declared length of the request's body, 0 when none. */
    long contentLength();

    /** Returns failed reads from the client. */
    int readErrors();

    /** Returns failed writes to the client. */
    int writeErrors();

    /** Returns a variable set by the app or a route, or null. */
    @Nullable
    String logVariable(String name);
}
