package org.jwsgi.kernel.vassal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.EmperorConfig;
import org.jwsgi.kernel.posix.ByteSocket;
import org.jwsgi.kernel.posix.Descriptors;

/**
 * The connection to the Emperor: the descriptors that it has given to this process, and what the bytes mean. The numbers
 * are those of every uWSGI Emperor. Any thread may send; receiving belongs to the loop of the master or sole process.
 */
public final class EmperorLink {
    /** The variable with the number of the descriptor on which Emperor and vassal talk. */
    public static final String VARIABLE = "UWSGI_EMPEROR_FD";

    /** Says that the image before was ordered to reload once more while it did. */
    static final String OWED_VARIABLE = "JWSGI_RELOAD_OWED";

    /** The variables of what the Emperor has given, in the order in which it is handed on. */
    private static final List<String> GIVEN = List.of(VARIABLE, EmperorConfig.VARIABLE);

    /** What an Emperor orders. */
    public static final int STOP = 0;

    static final int RELOAD = 1;
    static final int STOP_GRACEFULLY = 2;

    /** What a vassal tells. */
    static final int SPAWNED = 1;

    static final int SEND_CONFIG = 2;
    static final int ACCEPTING = 5;
    static final int LOYAL = 17;
    static final int END_ME = 22;
    static final int HEARTBEAT = 26;
    static final int REINFORCE = 30;

    private final ByteSocket socket;
    private final List<Integer> descriptors;
    private boolean open = true;

    private EmperorLink(int fd, List<Integer> descriptors) {
        this.socket = new ByteSocket(fd);
        this.descriptors = List.copyOf(descriptors);
    }

    /** Tells whether an Emperor has started this process. */
    public static boolean isVassal(Map<String, String> environment) {
        return environment.containsKey(VARIABLE);
    }

    /**
     * Finds the connection; empty when no Emperor has started this process.
     *
     * @throws JwsgiException when what the Emperor has given is no such connection
     */
    public static Optional<EmperorLink> find(Map<String, String> environment) {
        String given = environment.get(VARIABLE);
        if (given == null) {
            return Optional.empty();
        }
        int fd = number(VARIABLE, given);
        if (!ByteSocket.suits(fd)) {
            throw useless(VARIABLE, given, Descriptors.isOpen(fd) ? "it is no stream socket" : "it is not open");
        }
        return Optional.of(new EmperorLink(fd, descriptors(environment)));
    }

    /** Returns the variables of an environment that name descriptors of the Emperor, in their order. */
    public static Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : GIVEN) {
            String given = environment.get(variable);
            if (given != null) {
                variables.put(variable, given);
            }
        }
        return variables;
    }

    /** Returns the descriptors of the Emperor that an environment names and that are open, for whoever execs. */
    public static List<Integer> descriptors(Map<String, String> environment) {
        List<Integer> descriptors = new ArrayList<>();
        variables(environment).forEach((variable, given) -> {
            int fd = number(variable, given);
            if (Descriptors.isOpen(fd)) {
                descriptors.add(fd);
            }
        });
        return descriptors;
    }

    /** Removes from an environment what means the instance's first process alone. */
    public static void removeFrom(Map<String, String> environment) {
        GIVEN.forEach(environment::remove);
        environment.remove(EmperorConfig.KEPT_VARIABLE);
        environment.remove(OWED_VARIABLE);
    }

    private static int number(String variable, String given) {
        try {
            return Integer.parseUnsignedInt(given);
        } catch (NumberFormatException e) {
            throw useless(variable, given, "it is no number");
        }
    }

    private static JwsgiException useless(String variable, String given, String reason) {
        return new JwsgiException(
                JwsgiException.Kind.ENVIRONMENT,
                "cannot use descriptor " + given + " of " + variable + " to talk to an Emperor: " + reason);
    }

    int fd() {
        return socket.fd();
    }

    List<Integer> descriptors() {
        return descriptors;
    }

    ByteSocket.Received receive() {
        return socket.receive();
    }

    /** Tells the Emperor something; one who is gone or does not listen misses it. */
    synchronized void tell(int message) {
        if (open) {
            socket.send(message);
        }
    }

    /** Hangs up. */
    synchronized void close() {
        if (open) {
            open = false;
            Descriptors.close(socket.fd());
        }
    }
}
