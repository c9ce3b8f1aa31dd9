package org.jwsgi.api.hook;

/** Makes hooks for whoever runs them when something happens: a touched file, a vote, a word from the Emperor. */
@FunctionalInterface
public interface Hooks {
    /**
     * Reads a hook and loads the plugin of its verb. Main thread, before the first hook of the caller runs.
     *
     * @param phase what log lines call the occasion
     * @param text {@code VERB:ARGUMENTS}
     * @throws HookException when it has no colon, names no verb that a plugin has, or its arguments make no sense
     */
    Hook compile(String phase, String text);
}
