package org.jwsgi.api.watch;

import java.util.List;

/**
 * A request that a worker runs.
 *
 * @param core the core that runs it
 * @param startMicros its start in microseconds since the epoch
 * @param vars its variables as {@code NAME=VALUE}; empty when the worker does not tell
 */
public record RunningRequest(int core, long startMicros, List<String> vars) {
    /** Copies the variables. */
    public RunningRequest {
        vars = List.copyOf(vars);
    }

    /** Returns the value of a variable, or an empty text. */
    public String var(String name) {
        for (String var : vars) {
            if (var.length() > name.length() && var.charAt(name.length()) == '=' && var.startsWith(name)) {
                return var.substring(name.length() + 1);
            }
        }
        return "";
    }
}
