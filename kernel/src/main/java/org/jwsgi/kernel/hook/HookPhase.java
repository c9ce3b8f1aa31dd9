package org.jwsgi.kernel.hook;

/** The moments of an instance's life at which hooks run, in their order. */
public enum HookPhase {
    /** The first process, as soon as it can log. */
    ASAP("asap", "asap"),
    /** The first process, before it is locked into anything; not after a reload. */
    PRE_JAIL("pre-jail", "pre-jail"),
    /** The process that was locked into namespaces, or the one outside. */
    POST_JAIL("post-jail", "post-jail"),
    /** The first process, where it stays. */
    IN_JAIL("in-jail", "in-jail"),
    /** The first process while it is root; nowhere when it never was. */
    AS_ROOT("as-root", "as root"),
    /** The first process, as the user that the instance runs as. */
    AS_USER("as-user", "as user"),
    /** Whoever loads apps, before that: each worker, or the sole process. */
    PRE_APP("pre-app", "pre app"),
    /** Whoever has loaded apps. */
    POST_APP("post-app", "post app"),
    /** The master, before its loop. */
    MASTER_START("master-start", "master-start"),
    /** Each worker at its birth; the sole process once its apps are loaded. */
    POST_FORK("post-fork", "post-fork"),
    /** Each worker that is about to accept. */
    ACCEPTING("accepting", "accepting"),
    /** Each worker, the first time that it is about to accept in this image of the instance. */
    ACCEPTING_ONCE("accepting-once", "accepting-once"),
    /** Worker 1 when it is about to accept. */
    ACCEPTING1("accepting1", "accepting1"),
    /** Worker 1, the first time that it is about to accept in this image of the instance. */
    ACCEPTING1_ONCE("accepting1-once", "accepting1-once"),
    /** The master or the sole process of a vassal, when its Emperor orders it to stop. */
    EMPEROR_STOP("emperor-stop", "emperor-stop"),
    /** The master or the sole process of a vassal, when its Emperor orders a reload. */
    EMPEROR_RELOAD("emperor-reload", "emperor-reload"),
    /** The master or the sole process of a vassal, when its Emperor is gone. */
    EMPEROR_LOST("emperor-lost", "emperor-lost"),
    /** The master or the sole process, at its end and before a reload. */
    AS_USER_ATEXIT("as-user-atexit", "atexit");

    private final String option;
    private final String text;

    HookPhase(String option, String text) {
        this.option = option;
        this.text = text;
    }

    /** Returns the end of the names of its options, as in {@code hook-asap}. */
    String option() {
        return option;
    }

    /** Returns what log lines call it. */
    public String text() {
        return text;
    }
}
