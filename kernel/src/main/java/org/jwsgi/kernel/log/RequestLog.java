package org.jwsgi.kernel.log;

/** Where finished requests are reported. Called on the request's thread. */
public interface RequestLog {
    /** Logs a request if the configuration wants it. Never throws. */
    void log(RequestRecord request);
}
