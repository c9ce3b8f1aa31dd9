package org.jwsgi.api.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/** Passing descriptors between programs over UNIX sockets ({@code SCM_RIGHTS}). Safe on any thread. */
public interface DescriptorPassing {
    /** How many descriptors one message can carry: Linux' {@code SCM_MAX_FD}. */
    int MAX_DESCRIPTORS = 253;

    /**
     * Connects to a UNIX socket.
     *
     * @param address a path, or {@code @name} or {@code \0name} for an abstract socket, whose name ends with a zero byte as
     *     uWSGI's do
     * @param limit how long connecting and all receiving on the channel may take together
     * @throws IOException with the system's reason when nobody answers
     */
    DescriptorChannel connect(String address, Duration limit) throws IOException;

    /**
     * Accepts on a listening UNIX socket that the instance holds.
     *
     * @param fd the descriptor of a reserved listener; it stays the server's
     */
    DescriptorListener accepting(int fd);

    /** Tells whether a descriptor is a stream socket that listens. */
    boolean isListening(int fd);

    /** Closes a descriptor that was received and is not wanted. */
    void close(int fd);

    /** Returns the number of the user that this process acts as now. */
    int user();

    /** Returns the number of a user by name, or of a number as text; empty when there is no such user. */
    OptionalInt userId(String user);
}
