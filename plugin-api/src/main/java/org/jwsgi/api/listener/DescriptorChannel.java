package org.jwsgi.api.listener;

import java.io.IOException;
import java.util.List;

/** A connection that carries descriptors. Not for several threads at once. */
public interface DescriptorChannel extends AutoCloseable {
    /**
     * Who is at the other end, as the system knows it.
     *
     * @param pid its pid when it connected
     * @param user the number of its user then
     */
    record Peer(int pid, int user) {}

    /**
     * What arrived at once.
     *
     * @param bytes the bytes; none at the end of the connection
     * @param descriptors the descriptors, now open in this process, closing on exec
     * @param complete whether this process had room for all descriptors that were sent
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Received(byte[] bytes, List<Integer> descriptors, boolean complete) {
        /** Tells whether the other end has sent its last. */
        public boolean atEnd() {
            return bytes.length == 0;
        }
    }

    /** Returns who is at the other end. */
    Peer peer() throws IOException;

    /**
     * Sends bytes with descriptors, all at once or not at all, without waiting.
     *
     * @param bytes at least one
     * @param descriptors at most {@value DescriptorPassing#MAX_DESCRIPTORS}; they stay open here
     * @throws IOException when the other end is gone or does not read
     */
    void send(byte[] bytes, List<Integer> descriptors) throws IOException;

    /**
     * Waits for what comes next.
     *
     * @param limit the most bytes to take
     * @throws java.io.InterruptedIOException when the time of the channel is over
     */
    Received receive(int limit) throws IOException;

    /** Ends the connection. Idempotent. */
    @Override
    void close();
}
