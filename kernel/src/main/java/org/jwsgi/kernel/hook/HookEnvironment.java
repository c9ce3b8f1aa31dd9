package org.jwsgi.kernel.hook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jwsgi.kernel.posix.Processes;

/**
 * The environment as the configuration and the hooks of one process have made it: that of later hooks and of every child
 * that is started later. Any process, any thread.
 */
public final class HookEnvironment {
    private final Map<String, String> base;
    private final Map<String, String> changes = new LinkedHashMap<>();

    /** Begins with what children of this process get. */
    public HookEnvironment(Map<String, String> base) {
        this.base = Map.copyOf(base);
    }

    /** Returns all variables. */
    public synchronized Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>(base);
        all.putAll(changes);
        return all;
    }

    /** Returns what hooks have set. */
    public synchronized Map<String, String> changes() {
        return Map.copyOf(changes);
    }

    /** Sets a variable, for native code of this process as well. */
    public synchronized void set(String name, String value) {
        Processes.setVariable(name, value);
        changes.put(name, value);
    }
}
