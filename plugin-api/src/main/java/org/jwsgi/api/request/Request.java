package org.jwsgi.api.request;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request. Runs in: WORKER. It belongs to the request's thread from dispatch to the end of the handler. */
public interface Request {
    /** Returns the CGI variables. */
    RequestVars vars();

    /** Returns which kind of handler the front server asked for; see uWSGI's table of modifiers. 0 to 255. */
    int modifier1();

    /** Returns the handler's variant. 0 to 255. */
    int modifier2();

    /** Returns the body, empty when there is none. Reading blocks until the client has sent the bytes. */
    RequestBody body();

    /** Returns the declared length of the body in bytes, or -1 when only its end will tell (chunked). */
    long contentLength();

    /** Returns the number of the core that runs this request, from 0. */
    int core();

    /** Returns the request's start in microseconds since the epoch. */
    long startMicros();

    /** Returns the id of the app that serves this request, or -1 while none does. */
    int appId();

    /**
     * Sets when this request must have ended, beside the instance's own {@code harakiri}: uWSGI's user harakiri. What
     * happens then is up to the harakiri plugin; while that is not loaded, nothing does and a line says so once.
     *
     * @param fromNow the time that is left; zero lifts the limit
     */
    void deadline(Duration fromNow);

    /** Sets a variable that the request log can show as {@code %(name)}. */
    void logVariable(String name, String value);

    /** Returns a variable set by {@link #logVariable}, or null. */
    @Nullable
    String logVariable(String name);

    /** Returns {@code REQUEST_METHOD}, empty when absent. */
    default String method() {
        return vars().get("REQUEST_METHOD", "");
    }

    /** Returns {@code REQUEST_URI}, empty when absent. */
    default String uri() {
        return vars().get("REQUEST_URI", "");
    }

    /** Returns {@code PATH_INFO}, empty when absent. */
    default String pathInfo() {
        return vars().get("PATH_INFO", "");
    }
}
