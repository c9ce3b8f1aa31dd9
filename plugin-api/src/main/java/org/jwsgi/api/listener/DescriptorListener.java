package org.jwsgi.api.listener;

import java.io.IOException;

/** Accepts connections. One thread accepts; any may close. */
public interface DescriptorListener extends AutoCloseable {
    /**
     * Waits for a connection.
     *
     * @throws java.nio.channels.ClosedChannelException once this is closed
     * @throws IOException when the system refuses, such as for lack of descriptors
     */
    DescriptorChannel accept() throws IOException;

    /** Ends the accepting. The socket itself goes on listening. */
    @Override
    void close();
}
