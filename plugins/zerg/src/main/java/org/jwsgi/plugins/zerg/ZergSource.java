package org.jwsgi.plugins.zerg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.listener.DescriptorChannel;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.InheritedListener;
import org.jwsgi.api.listener.ListenerSource;
import org.jwsgi.api.listener.ReservedListener;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.zerg.ZergWire;
import org.slf4j.Logger;

/**
 * Attaches to zerg servers and pools, one after the other. Runs in: MASTER, or the sole process; main thread, at each start and
 * after each reload. Whatever a server sends, either all of its sockets are good or none of them stays open.
 */
final class ZergSource implements ListenerSource {
    private static final int READ_BYTES = 4096;

    private final ZergOptions options;
    private final Optional<String> serverAddress;
    private final DescriptorPassing descriptors;
    private final Logger log;

    ZergSource(ZergOptions options, Optional<String> serverAddress, DescriptorPassing descriptors, Logger log) {
        this.options = options;
        this.serverAddress = serverAddress;
        this.descriptors = descriptors;
        this.log = log;
    }

    /** Everything that a server has sent. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Exchange(byte[] bytes, List<Integer> descriptors) {}

    /** What a server sent was no exchange, with the reason why not. */
    private static final class InvalidDataException extends IOException {
        private static final long serialVersionUID = 1L;

        InvalidDataException(String message) {
            super(message);
        }
    }

    @Override
    public List<ReservedListener> reserve() {
        return serverAddress
                .map(address -> List.of(new ReservedListener(address, ReservedListener.Use.PRIVATE_SERVICE)))
                .orElse(List.of());
    }

    @Override
    public List<InheritedListener> acquire() {
        List<InheritedListener> all = new ArrayList<>();
        for (String server : options.servers()) {
            try {
                all.addAll(attach(server));
            } catch (IOException e) {
                if (!options.fallback()) {
                    all.forEach(listener -> descriptors.close(listener.fd()));
                    throw new ServiceException("cannot attach to zerg server " + server + ": " + e.getMessage(), e);
                }
                log.warn("zerg server {}: {}; going on without it", server, e.getMessage());
            }
        }
        return all;
    }

    private List<InheritedListener> attach(String server) throws IOException {
        DescriptorChannel channel;
        try {
            channel = descriptors.connect(server, options.timeout());
        } catch (IOException e) {
            log.error("--- unable to connect to zerg server {} ---", server);
            throw e;
        }
        List<Integer> received = new ArrayList<>();
        try (channel) {
            return checked(receive(channel, received));
        } catch (IOException e) {
            log.error("--- invalid data received from zerg-server ---");
            received.forEach(descriptors::close);
            throw e;
        }
    }

    /** Reads to the end: uWSGI's message, and from jwsgi what follows it. */
    private static Exchange receive(DescriptorChannel channel, List<Integer> received) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            DescriptorChannel.Received part = channel.receive(READ_BYTES);
            received.addAll(part.descriptors());
            if (!part.complete()) {
                throw new InvalidDataException("some sockets were lost; the limit of open files may be too low");
            }
            if (part.atEnd()) {
                return new Exchange(bytes.toByteArray(), received);
            }
            bytes.writeBytes(part.bytes());
            if (bytes.size() >= ZergWire.MESSAGE_BYTES
                            && ZergWire.count(bytes.toByteArray()).isEmpty()
                    || bytes.size() > ZergWire.MAX_SUPPLEMENT) {
                throw new InvalidDataException("it does not speak as a zerg server");
            }
        }
    }

    private List<InheritedListener> checked(Exchange exchange) throws InvalidDataException {
        int first = ZergWire.count(exchange.bytes())
                .orElseThrow(() -> new InvalidDataException(
                        exchange.bytes().length == 0
                                ? "it closed the connection; it may not let this user attach"
                                : "it does not speak as a zerg server"));
        List<Optional<String>> protocols = protocols(exchange, first);
        List<Integer> sockets = exchange.descriptors();
        if (sockets.size() != protocols.size()) {
            throw new InvalidDataException("it announced " + protocols.size() + " sockets and sent " + sockets.size());
        }
        List<InheritedListener> listeners = new ArrayList<>();
        for (int i = 0; i < sockets.size(); i++) {
            if (!descriptors.isListening(sockets.get(i))) {
                throw new InvalidDataException("descriptor " + (i + 1) + " that it sent is not a listening socket");
            }
            listeners.add(new InheritedListener(sockets.get(i), protocols.get(i)));
        }
        return listeners;
    }

    /** Returns the protocol of each announced socket; uWSGI names none. */
    private static List<Optional<String>> protocols(Exchange exchange, int first) throws InvalidDataException {
        byte[] rest = Arrays.copyOfRange(exchange.bytes(), ZergWire.MESSAGE_BYTES, exchange.bytes().length);
        try {
            Optional<List<Optional<String>>> named = ZergWire.protocols(rest);
            if (named.isPresent()) {
                return named.get();
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("its list of protocols is damaged: " + e.getMessage());
        }
        if (first > DescriptorPassing.MAX_DESCRIPTORS) {
            throw new InvalidDataException("it announced more sockets than a message can carry: " + first);
        }
        return new ArrayList<>(java.util.Collections.nCopies(first, Optional.<String>empty()));
    }
}
