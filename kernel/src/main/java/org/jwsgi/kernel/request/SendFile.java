package org.jwsgi.kernel.request;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;

/**
 * Linux' {@code sendfile} from an open {@link FileChannel}. Neither the JDK nor FFM can tell a channel's descriptor;
 * netty's native code can, but offers the call to its own channels only, so it is reached through a private lookup. Runs
 * in: WORKER; safe on any thread; initialized with the first file that is sent.
 */
final class SendFile {
    private static final MethodHandle CALL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(LinuxSocket.class, MethodHandles.lookup());
            CALL = lookup.findStatic(
                    LinuxSocket.class,
                    "sendFile",
                    MethodType.methodType(
                            long.class, int.class, DefaultFileRegion.class, long.class, long.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SendFile() {}

    /**
     * Sends a part of a file.
     *
     * @return how many bytes went out, 0 when the socket takes none now
     * @throws IOException when the socket or the file fails, or the file is too short
     */
    static long send(int socket, FileChannel file, long offset, long length) throws IOException {
        long sent;
        try {
            sent = (long) CALL.invokeExact(socket, new DefaultFileRegion(file, offset, length), offset, 0L, length);
        } catch (Throwable t) {
            throw new IOException("sendfile failed", t);
        }
        if (sent == 0) {
            throw new IOException("the file ended before its announced length");
        }
        return sent > 0 ? sent : Errors.ioResult("sendfile", (int) sent);
    }
}
