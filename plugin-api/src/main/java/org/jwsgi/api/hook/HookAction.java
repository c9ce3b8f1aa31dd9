package org.jwsgi.api.hook;

/** One configured hook. Immutable: it may run again in the next phase, process or reload. */
@FunctionalInterface
public interface HookAction {
    /**
     * Does what the hook is for, and waits for its end. It works on the calling thread alone, whose working directory, user
     * and namespaces are those that the phase promises; after some phases of isolation no thread can be started.
     *
     * @throws HookException when it failed
     */
    void run(HookContext context);
}
