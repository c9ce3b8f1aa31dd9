package org.jwsgi.kernel.hook;

import org.jwsgi.kernel.JwsgiException;

/** Tells that a hook asked for the end of its process. Not a failure. */
public final class HookExit extends JwsgiException {
    private static final long serialVersionUID = 1L;
    private final int code;

    HookExit(int code) {
        super(Kind.USER, "a hook ended the process with code " + code);
        this.code = code;
    }

    /** Returns the exit code. */
    public int code() {
        return code;
    }
}
