package org.jwsgi.kernel.socket;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** Options that the operating system knows for a listening socket; accepted connections inherit most of them. */
@OptionGroup("Sockets")
public record SocketTuning(
        @Option(name = "freebind", help = "bind to addresses that no network interface has yet")
        boolean freebind,

        @Option(name = "reuse-port", help = "let several instances bind the same TCP port")
        boolean reusePort,

        @Option(
                name = "tcp-fast-open",
                argument = "COUNT",
                max = Integer.MAX_VALUE,
                help = "accept data in a connection's first packet, for this many at once")
        int tcpFastOpen,

        @Option(name = "so-keepalive", help = "probe idle TCP connections")
        boolean keepalive,

        @Option(
                name = "so-send-timeout",
                aliases = {"socket-send-timeout", "so-write-timeout", "socket-write-timeout"},
                argument = "SECONDS",
                defaultValue = "0",
                help = "limit the wait of a single blocking write on TCP connections")
        Duration sendTimeout,

        @Option(name = "socket-sndbuf", argument = "BYTES", help = "set the size of the send buffers")
        Optional<ByteSize> sendBuffer,

        @Option(name = "socket-rcvbuf", argument = "BYTES", help = "set the size of the receive buffers")
        Optional<ByteSize> receiveBuffer,

        @Option(name = "no-defer-accept", help = "deliver TCP connections before their first data")
        boolean noDeferAccept) {

    /** Rejects buffers larger than the operating system can be asked for. */
    public SocketTuning {
        checkBuffer("socket-sndbuf", sendBuffer);
        checkBuffer("socket-rcvbuf", receiveBuffer);
    }

    private static void checkBuffer(String name, Optional<ByteSize> size) {
        if (size.isPresent() && size.get().bytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " cannot exceed " + Integer.MAX_VALUE + " bytes");
        }
    }
}
