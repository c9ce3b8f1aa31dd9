package org.jwsgi.api.listener;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Passing of descriptors without any: clients and servers are scripts, and descriptors are numbers that nobody opened. */
public final class FakeDescriptors implements DescriptorPassing {
    private final Deque<FakeChannel> servers = new ArrayDeque<>();
    private final Set<Integer> strangers = new HashSet<>();
    private final List<Integer> closed = new CopyOnWriteArrayList<>();
    private final BlockingQueue<FakeChannel> clients = new LinkedBlockingQueue<>();

    /** A connection whose other end is a script. */
    public static final class FakeChannel implements DescriptorChannel {
        private final Peer peer;
        private final Deque<Received> incoming = new ArrayDeque<>();
        private final List<Received> sent = new CopyOnWriteArrayList<>();
        private boolean broken;
        private boolean closed;

        /** Makes a connection with a process of a user. */
        public FakeChannel(int user) {
            this.peer = new Peer(4711, user);
        }

        /** Lets something arrive. */
        public FakeChannel arrives(byte[] bytes, Integer... descriptors) {
            incoming.add(new Received(bytes, List.of(descriptors), true));
            return this;
        }

        /** Lets something arrive whose descriptors have been cut off. */
        public FakeChannel arrivesIncomplete(byte[] bytes, Integer... descriptors) {
            incoming.add(new Received(bytes, List.of(descriptors), false));
            return this;
        }

        /** Makes the connection fail at the end of the script instead of ending. */
        public FakeChannel thenBreaks() {
            broken = true;
            return this;
        }

        /** Returns what was sent. */
        public List<Received> sent() {
            return sent;
        }

        /** Waits until the connection is closed here. */
        public synchronized void awaitClosed() throws InterruptedException {
            while (!closed) {
                wait();
            }
        }

        @Override
        public Peer peer() {
            return peer;
        }

        @Override
        public void send(byte[] bytes, List<Integer> descriptors) {
            sent.add(new Received(bytes, List.copyOf(descriptors), true));
        }

        @Override
        public Received receive(int limit) throws IOException {
            Received next = incoming.poll();
            if (next == null && broken) {
                throw new EOFException("connection reset by peer");
            }
            return next == null ? new Received(new byte[0], List.of(), true) : next;
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
        }
    }

    /** Adds the server that the next {@link #connect} reaches. */
    public FakeDescriptors answering(FakeChannel server) {
        servers.add(server);
        return this;
    }

    /** Lets a client connect to whoever accepts. */
    public FakeDescriptors connecting(FakeChannel client) {
        clients.add(client);
        return this;
    }

    /** Makes a descriptor one that does not listen. */
    public FakeDescriptors stranger(int fd) {
        strangers.add(fd);
        return this;
    }

    /** Returns the descriptors that were closed. */
    public List<Integer> closed() {
        return new ArrayList<>(closed);
    }

    @Override
    public DescriptorChannel connect(String address, Duration limit) throws IOException {
        FakeChannel server = servers.poll();
        if (server == null) {
            throw new IOException("connection refused");
        }
        return server;
    }

    @Override
    public DescriptorListener accepting(int fd) {
        FakeChannel end = new FakeChannel(0);
        return new DescriptorListener() {
            @Override
            public DescriptorChannel accept() throws IOException {
                try {
                    FakeChannel client = clients.take();
                    if (client == end) {
                        throw new ClosedChannelException();
                    }
                    return client;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ClosedChannelException();
                }
            }

            @Override
            public void close() {
                clients.add(end);
            }
        };
    }

    @Override
    public boolean isListening(int fd) {
        return !strangers.contains(fd);
    }

    @Override
    public void close(int fd) {
        closed.add(fd);
    }

    @Override
    public int user() {
        return 1000;
    }

    @Override
    public OptionalInt userId(String user) {
        return user.equals("www") ? OptionalInt.of(33) : OptionalInt.empty();
    }
}
