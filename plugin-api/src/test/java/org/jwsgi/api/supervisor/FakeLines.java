package org.jwsgi.api.supervisor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Wires and sockets whose other ends are the test's. Descriptors count from 100. */
public final class FakeLines implements Lines {
    private final List<FakeWire> wires = new ArrayList<>();
    private final Map<String, FakeWaitingSocket> sockets = new HashMap<>();
    private final Map<String, Consumer<byte[]>> mailboxes = new HashMap<>();
    private int lastDescriptor = 99;

    /** Returns the wires so far. */
    public List<FakeWire> wires() {
        return List.copyOf(wires);
    }

    /** Returns the wire whose far end has a descriptor. */
    public FakeWire wire(int far) {
        return wires.stream()
                .filter(wire -> wire.descriptor == far)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no wire has descriptor " + far));
    }

    /** Returns the socket that was bound to an address last. */
    public FakeWaitingSocket socket(String address) {
        FakeWaitingSocket socket = sockets.get(address);
        if (socket == null) {
            throw new AssertionError("nothing is bound to " + address);
        }
        return socket;
    }

    @Override
    public FakeWire wire() {
        FakeWire wire = new FakeWire(++lastDescriptor);
        wires.add(wire);
        return wire;
    }

    @Override
    public WaitingSocket listen(String address) {
        if (address.startsWith("/refused")) {
            throw new SupervisorException("cannot bind " + address + ": permission denied");
        }
        FakeWaitingSocket socket = new FakeWaitingSocket(++lastDescriptor);
        sockets.put(address, socket);
        return socket;
    }

    /** Sends a letter to the mailbox at a path. */
    public void post(String path, byte[] letter) {
        Consumer<byte[]> taker = mailboxes.get(path);
        if (taker == null) {
            throw new AssertionError("nobody takes letters at " + path);
        }
        taker.accept(letter);
    }

    @Override
    public Mailbox mailbox(String path, Consumer<byte[]> letters) {
        if (path.startsWith("/refused")) {
            throw new SupervisorException("cannot bind " + path + ": permission denied");
        }
        mailboxes.put(path, letters);
        return () -> mailboxes.remove(path);
    }

    /** One wire. */
    public static final class FakeWire implements Wire {
        private final int descriptor;
        private final List<byte[]> sent = new ArrayList<>();
        private @Nullable Consumer<byte[]> listener;
        private boolean closed;
        private boolean broken;

        private FakeWire(int descriptor) {
            this.descriptor = descriptor;
        }

        /** Lets bytes arrive from the other end. */
        public void says(int... bytes) {
            byte[] arrived = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                arrived[i] = (byte) bytes[i];
            }
            Consumer<byte[]> taker = listener;
            if (taker == null) {
                throw new AssertionError("nobody listens");
            }
            taker.accept(arrived);
        }

        /** Closes the other end. */
        public void hangsUp() {
            broken = true;
            says();
        }

        /** Returns what was sent to the other end. */
        public List<byte[]> sent() {
            return List.copyOf(sent);
        }

        /** Tells whether it was closed. */
        public boolean isClosed() {
            return closed;
        }

        @Override
        public int far() {
            return descriptor;
        }

        @Override
        public void closeFar() {}

        @Override
        public void listen(Consumer<byte[]> bytes) {
            listener = bytes;
        }

        @Override
        public boolean send(byte[] bytes) {
            if (broken || closed) {
                return false;
            }
            sent.add(bytes.clone());
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** One socket. */
    public static final class FakeWaitingSocket implements WaitingSocket {
        private final int descriptor;
        private @Nullable Runnable waiting;
        private boolean closed;

        private FakeWaitingSocket(int descriptor) {
            this.descriptor = descriptor;
        }

        /** Lets a client connect. */
        public void connect() {
            Runnable task = waiting;
            waiting = null;
            if (task != null) {
                task.run();
            }
        }

        /** Tells whether somebody waits for a connection. */
        public boolean isWatched() {
            return waiting != null;
        }

        /** Tells whether it was closed. */
        public boolean isClosed() {
            return closed;
        }

        @Override
        public int descriptor() {
            return descriptor;
        }

        @Override
        public void onConnection(Runnable task) {
            waiting = task;
        }

        @Override
        public void close() {
            closed = true;
            waiting = null;
        }
    }
}
