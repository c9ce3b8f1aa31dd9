package org.jwsgi.kernel.master;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.ProcessOptions;

/**
 * Reloads the instance, or calls a service, when descriptors that whoever started it has passed become readable. They stay
 * open over reloads.
 * Owned by the master loop.
 */
final class DescriptorWatch {
    private final List<Entry> entries = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();

    /**
     * A descriptor.
     *
     * @param fd the descriptor
     * @param bytes how many bytes to take from it each time
     * @param gracefully how to reload
     */
    private record Entry(int fd, int bytes, boolean gracefully) {}

    /**
     * Reads the options.
     *
     * @throws JwsgiException when an entry is malformed or its descriptor is not open
     */
    DescriptorWatch(ProcessOptions options) {
        options.reloadOnFd().forEach(text -> entries.add(parse("reload-on-fd", text, true)));
        options.brutalReloadOnFd().forEach(text -> entries.add(parse("brutal-reload-on-fd", text, false)));
        for (Entry entry : entries) {
            claim(entry.fd());
        }
    }

    private void claim(int fd) {
        if (!Sockets.isOpen(fd)) {
            throw user("cannot watch descriptor " + fd + ": it is not open");
        }
        if (!seen.add(fd)) {
            throw user("cannot watch descriptor " + fd + " twice");
        }
    }

    /**
     * Watches a descriptor for somebody else, from now on.
     *
     * @param taken is called whenever bytes were taken
     * @throws JwsgiException when it is not open or watched already
     */
    void add(EventLoop loop, int fd, int bytes, Runnable taken) {
        claim(fd);
        loop.watch(fd, () -> {
            if (take(fd, bytes)) {
                taken.run();
            } else {
                loop.forget(fd); // its end stays readable for ever
            }
        });
    }

    private static Entry parse(String option, String text, boolean gracefully) {
        int colon = text.indexOf(':');
        try {
            int fd = Integer.parseInt(
                    colon < 0 ? text.strip() : text.substring(0, colon).strip());
            int bytes =
                    colon < 0 ? 1 : Integer.parseInt(text.substring(colon + 1).strip());
            if (fd >= 0 && bytes > 0) {
                return new Entry(fd, bytes, gracefully);
            }
        } catch (NumberFormatException e) {
            throw new JwsgiException(JwsgiException.Kind.USER, malformed(option, text), e);
        }
        throw user(malformed(option, text));
    }

    private static String malformed(String option, String text) {
        return option + ": '" + text + "' is not FD or FD:BYTES";
    }

    private static JwsgiException user(String message) {
        return new JwsgiException(JwsgiException.Kind.USER, message);
    }

    /** Returns the descriptors that a new image of the master needs. */
    List<Integer> descriptors() {
        return List.copyOf(seen);
    }

    /**
     * Begins to watch.
     *
     * @param reload is called with whether to reload gracefully
     */
    void begin(EventLoop loop, Consumer<Boolean> reload) {
        for (Entry entry : entries) {
            MasterMessages.descriptorWatched(entry.fd(), entry.bytes(), entry.gracefully());
            loop.watch(entry.fd(), () -> {
                MasterMessages.descriptorReady(entry.fd());
                if (!take(entry.fd(), entry.bytes())) {
                    loop.forget(entry.fd()); // its end stays readable for ever
                }
                reload.accept(entry.gracefully());
            });
        }
    }

    /** Takes the bytes, so that they do not reload the next image as well. */
    private static boolean take(int fd, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            return Descriptors.read(fd, arena.allocate(bytes, Long.BYTES)) > 0;
        }
    }
}
