package org.jwsgi.kernel.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.DescriptorInput;
import org.jwsgi.kernel.posix.Poller;

/**
 * The configuration that an Emperor sends over a descriptor: packets of four bytes (115, the length as 16 bits with the
 * least significant byte first, 0) and the text. Runs in: MASTER, or the sole process; one thread at a time.
 */
public final class EmperorConfig {
    /** The variable with the number of the descriptor. */
    public static final String VARIABLE = "UWSGI_EMPEROR_FD_CONFIG";

    /** The variable with the descriptor of a memory file that holds what an earlier image of the instance was sent. */
    public static final String KEPT_VARIABLE = "JWSGI_EMPEROR_CONFIG";

    private static final int MODIFIER = 115;
    private static final int HEADER = 4;
    private static final int WAIT_MILLIS = 5000;

    private final int fd;
    private final String name;
    private final int waitMillis;

    /**
     * Creates the reader of a descriptor.
     *
     * @param name what messages call it
     */
    public EmperorConfig(int fd, String name) {
        this(fd, name, WAIT_MILLIS);
    }

    EmperorConfig(int fd, String name, int waitMillis) {
        this.fd = fd;
        this.name = name;
        this.waitMillis = waitMillis;
    }

    /**
     * Waits for a configuration.
     *
     * @throws JwsgiException when none comes, or something else
     */
    public byte[] receive() {
        byte[] header = exactly(HEADER, "config header");
        int length = (header[1] & 0xff) | (header[2] & 0xff) << 8;
        if (header[0] != MODIFIER) {
            throw failure("error reading config header from " + name + ": it begins with " + (header[0] & 0xff));
        }
        if (length == 0) {
            throw failure("invalid config from " + name + ": it is empty");
        }
        return exactly(length, "config");
    }

    /**
     * Passes over what was sent before, asks the Emperor for its configuration of now and waits for that. An Emperor may
     * send one without being asked as well, before it answers; that one counts as the answer, and the answer is passed
     * over the next time.
     *
     * @param ask tells the Emperor to send it
     */
    public byte[] renewed(Runnable ask) {
        while (readable(0)) {
            receive();
        }
        ask.run();
        return receive();
    }

    private byte[] exactly(int length, String what) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        DescriptorInput in = new DescriptorInput(fd);
        byte[] part = new byte[length];
        while (bytes.size() < length) {
            if (!readable(waitMillis)) {
                throw failure("error waiting for " + what + " " + name + " !!!");
            }
            try {
                int count = in.read(part, 0, length - bytes.size());
                if (count < 0) {
                    throw failure("error reading " + what + " from " + name + ": the Emperor closed the connection");
                }
                bytes.write(part, 0, count);
            } catch (IOException e) {
                throw failure("error reading " + what + " from " + name + ": " + e.getMessage());
            }
        }
        return bytes.toByteArray();
    }

    private boolean readable(int millis) {
        try (Poller poller = new Poller()) {
            poller.watch(fd);
            return !poller.await(millis).isEmpty();
        }
    }

    private static JwsgiException failure(String what) {
        return new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "[jwsgi-vassal] " + what);
    }
}
