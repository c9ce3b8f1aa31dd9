package org.jwsgi.kernel.socket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jwsgi.kernel.JwsgiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which workers serve which sockets ({@code map-socket}). A socket without an entry is served by all. Made in the
 * master at start-up, where a mistake ends the start; asked in each worker. Immutable.
 */
public final class SocketMap {
    private final Map<Integer, Set<Integer>> workersOfSocket;
    private final Logger log;

    private SocketMap(Map<Integer, Set<Integer>> workersOfSocket, Logger log) {
        this.workersOfSocket = workersOfSocket;
        this.log = log;
    }

    /**
     * Reads the option.
     *
     * @param entries the option's values, {@code SOCKET:WORKER[,WORKER...]}; several for one socket add up
     * @param workers how many workers the instance has; they count from 1
     * @throws JwsgiException of kind {@code USER} when an entry is malformed or names a worker that does not exist
     */
    public static SocketMap of(List<String> entries, int workers) {
        return of(entries, workers, LoggerFactory.getLogger(SocketMap.class));
    }

    static SocketMap of(List<String> entries, int workers, Logger log) {
        Map<Integer, Set<Integer>> map = new HashMap<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            int socket = colon < 0 ? -1 : number(entry.substring(0, colon));
            if (socket < 0) {
                throw malformed(entry);
            }
            Set<Integer> chosen = map.computeIfAbsent(socket, _ -> new HashSet<>());
            for (String text : entry.substring(colon + 1).split(",", -1)) {
                int worker = number(text.strip());
                if (worker < 0) {
                    throw malformed(entry);
                }
                if (worker < 1 || worker > workers) {
                    throw failure("invalid worker num: " + worker + " in map-socket \"" + entry + "\"");
                }
                chosen.add(worker);
            }
        }
        return new SocketMap(map, log);
    }

    /**
     * Returns the listeners that a worker serves, in their order, and logs those it serves by {@code map-socket}.
     *
     * @param worker its number, from 1
     */
    public List<Listener> servedBy(int worker, List<Listener> listeners) {
        List<Listener> served = new ArrayList<>();
        for (Listener listener : listeners) {
            Set<Integer> workers = workersOfSocket.get(listener.number());
            if (workers == null) {
                served.add(listener);
            } else if (workers.contains(worker)) {
                served.add(listener);
                log.info("mapped socket {} ({}) to worker {}", listener.number(), listener.name(), worker);
            }
        }
        return List.copyOf(served);
    }

    /** Warns of entries for sockets that do not exist, which have no effect. */
    public void warnOfUnknownSockets(List<Listener> listeners) {
        for (Integer socket : workersOfSocket.keySet()) {
            if (listeners.stream().noneMatch(listener -> listener.number() == socket)) {
                log.warn("map-socket: there is no socket {} (sockets: {})", socket, listeners.size());
            }
        }
    }

    private static int number(String text) {
        try {
            return text.isEmpty() || !Character.isDigit(text.charAt(0)) ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static JwsgiException malformed(String entry) {
        return failure("invalid socket mapping \"" + entry + "\", must be socket:worker[,worker...]");
    }

    private static JwsgiException failure(String message) {
        return new JwsgiException(JwsgiException.Kind.USER, message);
    }
}
