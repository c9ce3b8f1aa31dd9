package org.jwsgi.kernel.master;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts that services of a master leave for the services of the master that this process becomes when it reloads. They
 * travel in the environment, one variable each, and reach nobody but the next master. Any thread.
 */
public final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final String PREFIX = "JWSGI_HANDED_OVER_";
    /** The kernel takes variables of up to 128 KiB. */
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> received;
    private final Map<String, Supplier<String>> texts = new ConcurrentHashMap<>();

    /** Creates it with the variables that the master before this one left. */
    HandOver(Map<String, String> environment) {
        received = variablesOf(environment);
    }

    /** Returns the variables that a master left in an environment. */
    public static Map<String, String> variablesOf(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                variables.put(name, value);
            }
        });
        return variables;
    }

    /** Removes the variables from an environment. */
    public static void removeFrom(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith(PREFIX));
    }

    Optional<String> received(String key) {
        return Optional.ofNullable(received.get(PREFIX + key));
    }

    void leave(String key, Supplier<String> text) {
        texts.put(key, text);
    }

    /** Asks for the texts and returns the variables for the next master. A text that cannot be had is left out. */
    Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        texts.forEach((key, supplier) -> {
            try {
                String text = supplier.get();
                if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
                    LOG.warn("cannot hand {} over to the next master: {} characters", key, text.length());
                } else {
                    variables.put(PREFIX + key, text);
                }
            } catch (RuntimeException e) {
                LOG.error("cannot hand {} over to the next master", key, e);
            }
        });
        return variables;
    }
}
