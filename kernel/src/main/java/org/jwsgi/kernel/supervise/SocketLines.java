package org.jwsgi.kernel.supervise;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jwsgi.api.supervisor.Lines;
import org.jwsgi.api.supervisor.Mailbox;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.api.supervisor.WaitingSocket;
import org.jwsgi.api.supervisor.Wire;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Errno;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.NativePath;
import org.jwsgi.kernel.posix.PosixException;
import org.jwsgi.kernel.posix.ShapeStep;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.posix.UnixDatagrams;

/** The sockets of a supervisor. All methods belong to its loop. */
public final class SocketLines implements Lines {
    private static final int EVERYBODY = 0666;
    private static final int BUFFER_BYTES = 256;

    private final EventLoop loop;
    private final int backlog;

    /**
     * Prepares.
     *
     * @param backlog the backlog of listening sockets
     */
    public SocketLines(EventLoop loop, int backlog) {
        this.loop = loop;
        this.backlog = backlog;
    }

    @Override
    public Wire wire() {
        try {
            return new SocketWire(Descriptors.streamPair());
        } catch (PosixException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public WaitingSocket listen(String address) {
        int fd = -1;
        try {
            Endpoint endpoint = endpoint(address);
            fd = Sockets.open(endpoint.domain());
            if (endpoint instanceof Endpoint.Inet4) {
                Sockets.set(fd, Sockets.Option.SO_REUSEADDR, 1);
            } else {
                removeSocket(address);
            }
            int socket = fd;
            if (endpoint instanceof Endpoint.UnixPath) {
                // Born with its mode: a path may lead to something else a moment later, where a tenant owns the folder.
                LaunchThread.run(
                        new LaunchThread.Shape(List.of(new ShapeStep.Umask(~EVERYBODY & 0777))),
                        () -> Sockets.bind(socket, endpoint));
            } else {
                Sockets.bind(socket, endpoint);
            }
            Sockets.listen(fd, backlog);
            return new Waiting(fd);
        } catch (PosixException | IllegalArgumentException e) {
            if (fd >= 0) {
                Descriptors.close(fd);
            }
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Mailbox mailbox(String path, Consumer<byte[]> letters) {
        if (path.startsWith("@")) {
            throw new SupervisorException("cannot bind " + path + ": anybody may write to an abstract socket");
        }
        try {
            removeSocket(path);
            return new DatagramMailbox(UnixDatagrams.bind(path), path, letters);
        } catch (PosixException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Endpoint endpoint(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return new Endpoint.UnixPath(address);
        }
        int port;
        try {
            port = Integer.parseInt(address.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new SupervisorException("cannot bind " + address + ": it has no port", e);
        }
        String host = address.substring(0, colon);
        Optional<Endpoint.Inet4> endpoint = host.isEmpty() || host.equals("*")
                ? Optional.of(new Endpoint.Inet4(0, port))
                : Endpoint.parseInet4(host, port);
        return endpoint.orElseThrow(
                () -> new SupervisorException("cannot bind " + address + ": " + host + " is no IPv4 address"));
    }

    /** Takes a path over from whoever had it, but never removes what is no socket. */
    private static void removeSocket(String path) {
        Optional<NativePath.Status> there = NativePath.statusOf(path);
        if (there.isPresent()) {
            if (!there.get().isSocket()) {
                throw new SupervisorException(
                        "cannot bind " + path + ": there is a file of this name that is not a socket");
            }
            NativePath.unlink(path);
        }
    }

    /** One pair of sockets. */
    private final class SocketWire implements Wire {
        private int near;
        private int far;
        private boolean listening;

        SocketWire(Descriptors.Pair pair) {
            near = pair.first();
            far = pair.second();
            Sockets.setNonBlocking(near, true);
        }

        @Override
        public int far() {
            return far;
        }

        @Override
        public void closeFar() {
            if (far >= 0) {
                Descriptors.close(far);
                far = -1;
            }
        }

        @Override
        public void listen(Consumer<byte[]> bytes) {
            listening = true;
            loop.watch(near, () -> read(bytes));
        }

        private void read(Consumer<byte[]> bytes) {
            byte[] arrived;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(BUFFER_BYTES);
                int count = Descriptors.read(near, buffer);
                if (count == -Errno.EAGAIN) {
                    return;
                }
                arrived = buffer.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE);
            }
            if (arrived.length == 0) {
                forget();
            }
            bytes.accept(arrived);
        }

        @Override
        public boolean send(byte[] bytes) {
            if (near < 0) {
                return false;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
                return Descriptors.send(near, memory) == bytes.length;
            }
        }

        private void forget() {
            if (listening) {
                listening = false;
                loop.forget(near);
            }
        }

        @Override
        public void close() {
            closeFar();
            if (near >= 0) {
                forget();
                Descriptors.close(near);
                near = -1;
            }
        }
    }

    /** One socket for datagrams. A turn of the loop takes one, so that a busy sender keeps nobody else from being heard. */
    private final class DatagramMailbox implements Mailbox {
        private final String path;
        private int fd;

        DatagramMailbox(int fd, String path, Consumer<byte[]> letters) {
            this.fd = fd;
            this.path = path;
            loop.watch(fd, () -> UnixDatagrams.receive(fd, MAX_LETTER + 1).ifPresent(letters));
        }

        @Override
        public void close() {
            if (fd >= 0) {
                loop.forget(fd);
                Descriptors.close(fd);
                fd = -1;
                try {
                    NativePath.unlink(path);
                } catch (PosixException e) {
                    return; // it is not this process' any more, or somebody has removed it
                }
            }
        }
    }

    /** One listening socket. */
    private final class Waiting implements WaitingSocket {
        private int fd;
        private boolean watched;

        Waiting(int fd) {
            this.fd = fd;
        }

        @Override
        public int descriptor() {
            return fd;
        }

        @Override
        public void onConnection(Runnable task) {
            watched = true;
            loop.watch(fd, () -> {
                forget();
                task.run();
            });
        }

        private void forget() {
            if (watched) {
                watched = false;
                loop.forget(fd);
            }
        }

        @Override
        public void close() {
            if (fd >= 0) {
                forget();
                Descriptors.close(fd);
                fd = -1;
            }
        }
    }
}
