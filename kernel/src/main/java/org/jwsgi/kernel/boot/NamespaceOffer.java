package org.jwsgi.kernel.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.DescriptorMessages;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.UnixSocket;
import org.jwsgi.kernel.supervise.IsolationOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands this instance's namespaces to others and enters those of others. The message is uWSGI's, so the peer may be one: the
 * bytes {@code uwsgi-setns}, the number of descriptors as four bytes in the machine's order, and the descriptors. Offers
 * run in: MASTER, each socket on a thread of its own.
 */
final class NamespaceOffer implements MasterService {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceOffer.class);
    private static final Path OWN = Path.of("/proc/self/ns");
    private static final byte[] GREETING = "uwsgi-setns".getBytes(StandardCharsets.US_ASCII);

    private static final int MESSAGE_LIMIT = 4096;

    private final IsolationOptions options;
    private final List<UnixSocket> sockets = new ArrayList<>();
    private List<Integer> opened = List.of();

    NamespaceOffer(IsolationOptions options) {
        this.options = options;
    }

    @Override
    public void start() {
        if (options.setnsPreopen()) {
            opened = open(options.setnsSocketSkip());
        }
        for (String path : options.setnsSocket()) {
            UnixSocket socket = UnixSocket.listen(path, 0600);
            sockets.add(socket);
            Thread.ofPlatform().daemon().name("setns").start(() -> serve(socket, path));
        }
    }

    @Override
    public void close() {
        sockets.forEach(UnixSocket::close);
        sockets.clear();
    }

    private void serve(UnixSocket socket, String path) {
        while (socket.isOpen()) {
            try {
                int peer = socket.accept();
                try {
                    offer(peer);
                } finally {
                    Descriptors.close(peer);
                }
            } catch (JwsgiException e) {
                if (!socket.isOpen()) {
                    return;
                }
                LOG.warn("cannot offer namespaces on {}: {}", path, e.getMessage());
            }
        }
    }

    private void offer(int peer) {
        List<Integer> descriptors = opened.isEmpty() ? open(options.setnsSocketSkip()) : opened;
        try {
            ByteBuffer bytes = ByteBuffer.allocate(GREETING.length + 4).order(ByteOrder.nativeOrder());
            bytes.put(GREETING).putInt(descriptors.size());
            int sent = DescriptorMessages.send(peer, bytes.array(), descriptors);
            if (sent < 0) {
                throw new PosixException("cannot send descriptors", -sent);
            }
        } finally {
            if (opened.isEmpty()) {
                descriptors.forEach(Descriptors::close);
            }
        }
    }

    private static List<Integer> open(List<String> skipped) {
        List<Integer> descriptors = new ArrayList<>();
        try (Stream<Path> names = Files.list(OWN)) {
            for (Path name : (Iterable<Path>) names::iterator) {
                if (!skipped.contains(String.valueOf(name.getFileName()))) {
                    descriptors.add(Descriptors.openForReading(name.toString()));
                }
            }
        } catch (IOException e) {
            throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, "cannot read " + OWN + ": " + e.getMessage(), e);
        }
        return descriptors;
    }

    /**
     * Asks another instance for its namespaces.
     *
     * @param path a socket that offers them, or a file that stands for one namespace
     * @return descriptors, the caller's own, of those namespaces that this process is not in already
     * @throws JwsgiException when there is nothing to enter
     */
    static List<Integer> receive(String path) {
        List<String> own = new ArrayList<>();
        List<Integer> other = new ArrayList<>();
        try (Stream<Path> names = Files.list(OWN)) {
            for (Path name : (Iterable<Path>) names::iterator) {
                own.add(Files.readSymbolicLink(name).toString());
            }
            for (int descriptor : ask(path)) {
                if (own.contains(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                        .toString())) {
                    Descriptors.close(descriptor);
                } else {
                    other.add(descriptor);
                }
            }
        } catch (IOException e) {
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT, "cannot compare namespaces: " + e.getMessage(), e);
        }
        return other;
    }

    private static List<Integer> ask(String path) {
        if (Files.isRegularFile(Path.of(path)) || path.startsWith("/proc/")) {
            return List.of(Descriptors.openForReading(path));
        }
        int socket = UnixSocket.connect(path);
        try {
            DescriptorMessages.Message message = DescriptorMessages.receive(socket, MESSAGE_LIMIT);
            if (message.descriptors().isEmpty()
                    || !new String(message.bytes(), StandardCharsets.US_ASCII).startsWith("uwsgi-setns")) {
                throw new JwsgiException(JwsgiException.Kind.ENVIRONMENT, path + " offers no namespaces");
            }
            return message.descriptors();
        } finally {
            Descriptors.close(socket);
        }
    }
}
