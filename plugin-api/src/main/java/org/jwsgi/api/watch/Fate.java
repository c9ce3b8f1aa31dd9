package org.jwsgi.api.watch;

/** What becomes of a worker after a request. */
public enum Fate {
    /** It goes on. */
    STAY,
    /** It serves until its successor accepts connections, then finishes its requests and ends with code 0. */
    RETIRE,
    /** It accepts nothing more, finishes its requests and ends with code 5, as after a monitored exception. */
    FAIL
}
