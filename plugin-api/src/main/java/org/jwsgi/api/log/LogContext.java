package org.jwsgi.api.log;

import java.io.IOException;
import java.nio.file.Path;
import org.jwsgi.api.PluginContext;

/**
 * What loggers and encoders get from the kernel: the system calls that Java lacks. Every method is safe on any thread.
 * What it opens must be closed by the caller, and is never inherited by other processes of the instance.
 */
public interface LogContext extends PluginContext {
    /**
     * Formats a time as C's {@code strftime} does, in local time with English names.
     *
     * @param epochSecond seconds since the epoch
     */
    byte[] strftime(String format, long epochSecond);

    /**
     * Opens a socket whose writes each become a datagram.
     *
     * @param address {@code HOST:PORT} for UDP, else the path of a UNIX socket, {@code @NAME} for an abstract one
     * @throws IOException when it cannot be reached
     */
    LogOutput datagrams(String address) throws IOException;

    /**
     * Opens a copy of a descriptor that the process was started with. 1 and 2 are where the log would go without
     * loggers.
     *
     * @throws IOException when it is not open
     */
    LogOutput descriptor(int number) throws IOException;

    /**
     * Starts a shell command with the lines as its input. Its own output goes where the log would go without loggers.
     * Closing it ends its input and gives it a second to end, too.
     *
     * @throws IOException when it cannot be started
     */
    LogOutput command(String commandLine) throws IOException;

    /** Returns the instance's working directory at its start, which relative paths belong to. */
    default Path directory() {
        return instance().startDirectory();
    }
}
