package org.jwsgi.api.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.metric.Metric;

/**
 * Sends one datagram for each metric to a UDP address. A host is looked up again after each failure, so that it may move.
 * Runs in: MASTER, on the pusher's thread.
 */
public final class DatagramPusher implements StatsPusher {
    private final Target target;
    private final Format format;
    private final Lookup lookup;
    private @Nullable DatagramChannel channel;
    private boolean closed;

    /** How a metric is written. */
    @FunctionalInterface
    public interface Format {
        /** Returns the text of a metric's datagram. */
        String text(Metric metric);
    }

    /**
     * Where datagrams go.
     *
     * @param host the host
     * @param port the port
     * @param prefix what the pusher's argument says about names, if it does
     */
    public record Target(String host, int port, Optional<String> prefix) {
        /**
         * Reads {@code host:port[,prefix]}.
         *
         * @param kind what the message calls the address, such as {@code statsd}
         * @throws ServiceException when it is something else
         */
        public static Target parse(String kind, String text) {
            int comma = text.indexOf(',');
            String address = (comma < 0 ? text : text.substring(0, comma)).strip();
            Optional<String> prefix = comma < 0 ? Optional.empty() : Optional.of(text.substring(comma + 1));
            int colon = address.lastIndexOf(':');
            try {
                int port = colon < 1 ? 0 : Integer.parseInt(address.substring(colon + 1));
                if (port > 0 && port <= 65535) {
                    return new Target(address.substring(0, colon), port, prefix.filter(name -> !name.isEmpty()));
                }
            } catch (NumberFormatException e) {
                throw new ServiceException("invalid " + kind + " address " + address, e);
            }
            throw new ServiceException("invalid " + kind + " address " + address, null);
        }
    }

    /** Finds the address of a host, which may take a minute when no name server answers. */
    @FunctionalInterface
    interface Lookup {
        /** Returns an address of a host. */
        InetAddress of(String host) throws UnknownHostException;
    }

    /** Creates a pusher; it opens nothing before its first push. */
    public DatagramPusher(Target target, Format format) {
        this(target, format, InetAddress::getByName);
    }

    DatagramPusher(Target target, Format format, Lookup lookup) {
        this.target = target;
        this.format = format;
        this.lookup = lookup;
    }

    @Override
    public void push(StatsPicture picture) throws StatsPushException {
        try {
            DatagramChannel open = open();
            for (Metric metric : picture.metrics()) {
                int unused = open.write(ByteBuffer.wrap(format.text(metric).getBytes(UTF_8)));
                if (metric.definition().resetAfterPush()) {
                    metric.set(metric.definition().initialValue());
                }
            }
        } catch (IOException e) {
            disconnect();
            String reason = e instanceof UnknownHostException ? "unknown host" : String.valueOf(e.getMessage());
            throw new StatsPushException("cannot send to " + target.host() + ':' + target.port() + ": " + reason, e);
        }
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel open = current();
        if (open != null) {
            return open;
        }
        InetAddress address = lookup.of(target.host()); // without the lock: whoever closes must not wait for it
        DatagramChannel fresh = DatagramChannel.open();
        try {
            fresh.connect(new InetSocketAddress(address, target.port()));
            keep(fresh);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        return fresh;
    }

    private synchronized @Nullable DatagramChannel current() throws IOException {
        if (closed) {
            throw new IOException("the pusher has ended");
        }
        return channel;
    }

    private synchronized void keep(DatagramChannel fresh) throws IOException {
        if (closed) {
            throw new IOException("the pusher has ended");
        }
        channel = fresh;
    }

    private synchronized void disconnect() {
        DatagramChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // it is of no use any more
            }
        }
    }

    /** Never waits, not even for a name server that a push waits for. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
