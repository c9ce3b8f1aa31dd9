package org.jwsgi.kernel.vassal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.EmperorConfig;
import org.jwsgi.kernel.posix.DescriptorMessages;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.UnixSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the connection to the Emperor to another process: whoever connects gets one message, a greeting and a number of
 * descriptors in the machine's byte order, with the descriptors themselves. The offering side is a thread of a vassal; it
 * ends with the process and removes its socket at the instance's end.
 */
public final class EmperorProxy implements AutoCloseable {
    /** The variable with the path of the socket that a process gets its Emperor's connection from. */
    public static final String VARIABLE = "UWSGI_EMPEROR_PROXY";

    private static final Logger LOG = LoggerFactory.getLogger(EmperorProxy.class);
    private static final byte[] GREETING = "uwsgi-emperor".getBytes(StandardCharsets.US_ASCII);
    private static final int MESSAGE_BYTES = GREETING.length + Integer.BYTES;
    private static final long RETRY_MILLIS = 1000;

    private final UnixSocket socket;
    private final String path;
    private final List<Integer> descriptors;

    private EmperorProxy(String path, List<Integer> descriptors) {
        this.socket = UnixSocket.listen(path, 0600);
        this.path = path;
        this.descriptors = descriptors;
    }

    /** Offers descriptors on a new socket. */
    static EmperorProxy offer(String path, List<Integer> descriptors) {
        EmperorProxy proxy = new EmperorProxy(path, descriptors);
        Thread.ofPlatform().daemon().name("emperor proxy").start(proxy::serve);
        return proxy;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        while (socket.isOpen()) {
            try {
                int peer = socket.accept();
                try {
                    offer(peer);
                } finally {
                    Descriptors.close(peer);
                }
            } catch (JwsgiException e) {
                if (socket.isOpen()) {
                    LOG.warn("cannot hand over the Emperor on {}: {}", path, e.getMessage());
                }
            }
        }
    }

    private void offer(int peer) {
        ByteBuffer bytes = ByteBuffer.allocate(MESSAGE_BYTES).order(ByteOrder.nativeOrder());
        bytes.put(GREETING).putInt(descriptors.size());
        int result = DescriptorMessages.send(peer, bytes.array(), descriptors);
        if (result < 0) {
            throw new PosixException("cannot send descriptors", -result);
        }
    }

    /**
     * Gets the connection that {@link #VARIABLE} tells to get, however long that takes, and returns the environment with
     * it. Main thread, before anything else is looked at.
     *
     * @throws JwsgiException when the path offers something else
     */
    public static Map<String, String> resolve(Map<String, String> environment) {
        String path = environment.get(VARIABLE);
        if (path == null || EmperorLink.isVassal(environment)) {
            return environment;
        }
        List<Integer> descriptors = ask(path);
        Map<String, String> resolved = new HashMap<>(environment);
        resolved.remove(VARIABLE);
        resolved.put(EmperorLink.VARIABLE, Integer.toString(descriptors.getFirst()));
        if (descriptors.size() > 1) {
            resolved.put(EmperorConfig.VARIABLE, Integer.toString(descriptors.get(1)));
        }
        return resolved;
    }

    private static List<Integer> ask(String path) {
        boolean told = false;
        while (true) {
            try {
                int peer = UnixSocket.connect(path);
                try {
                    return checked(DescriptorMessages.receive(peer, MESSAGE_BYTES), path);
                } finally {
                    Descriptors.close(peer);
                }
            } catch (PosixException e) {
                if (!told) {
                    told = true;
                    LOG.warn("waiting for the Emperor's connection: {}", e.getMessage());
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "interrupted while waiting for an Emperor");
        }
    }

    private static List<Integer> checked(DescriptorMessages.Message message, String path) {
        byte[] bytes = message.bytes();
        if (message.descriptors().isEmpty()
                || bytes.length < GREETING.length
                || !Arrays.equals(bytes, 0, GREETING.length, GREETING, 0, GREETING.length)) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot get an Emperor's connection: " + path + " offers none");
        }
        return message.descriptors();
    }
}
