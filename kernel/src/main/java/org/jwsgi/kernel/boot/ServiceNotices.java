package org.jwsgi.kernel.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.UnixDatagrams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a service manager, such as systemd, how the instance is: datagrams as of {@code sd_notify(3)}, to the socket that the
 * environment names. Runs in: MASTER, EMPEROR, or the sole process; any thread. A manager that does not listen misses them,
 * and nobody waits for it.
 *
 * @param environment the environment of this process
 */
record ServiceNotices(Map<String, String> environment) {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotices.class);
    private static final String VARIABLE = "NOTIFY_SOCKET";

    /** Tells that the instance serves, or governs. */
    void ready() {
        send("STATUS=jwsgi is ready\nREADY=1\n");
    }

    /** Tells what the instance does, in one line. */
    void status(String line) {
        send("STATUS=" + line + "\n");
    }

    private void send(String text) {
        String path = environment.get(VARIABLE);
        if (path == null || path.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int fd = UnixDatagrams.connect(path);
            try {
                Descriptors.send(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(UTF_8)));
            } finally {
                Descriptors.close(fd);
            }
        } catch (PosixException e) {
            LOG.debug("cannot tell the service manager: {}", e.getMessage());
        }
    }
}
