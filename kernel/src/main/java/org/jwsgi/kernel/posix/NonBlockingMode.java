package org.jwsgi.kernel.posix;

import java.lang.foreign.MemorySegment;

/** Switches descriptors to non-blocking mode, for those that came from another process. Safe on any thread. */
public final class NonBlockingMode {
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;

    private NonBlockingMode() {}

    /**
     * Makes a descriptor non-blocking, for every process that shares its open file description.
     *
     * @throws PosixException when the descriptor is not open
     */
    public static void enable(int fd) {
        MemorySegment fcntl = Libc.function("fcntl");
        int flags = Libc.callInt(fcntl, fd, F_GETFL);
        int result =
                flags < 0 || (flags & O_NONBLOCK) != 0 ? flags : Libc.callInt(fcntl, fd, F_SETFL, flags | O_NONBLOCK);
        if (result < 0) {
            throw new PosixException("cannot use descriptor " + fd, -result);
        }
    }
}
