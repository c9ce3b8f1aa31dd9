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

    /** Creates a pusher; it opens nothing before its first push. */
    public DatagramPusher(Target target, Format format) {
        this.target = target;
        this.format = format;
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

    private synchronized DatagramChannel open() throws IOException {
        if (closed) {
            throw new IOException("the pusher has ended");
        }
        DatagramChannel open = channel;
        if (open == null) {
            InetAddress address = InetAddress.getByName(target.host());
            open = DatagramChannel.open().connect(new InetSocketAddress(address, target.port()));
            channel = open;
        }
        return open;
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

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
