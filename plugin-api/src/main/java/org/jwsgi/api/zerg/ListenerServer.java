package org.jwsgi.api.zerg;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.listener.DescriptorChannel;
import org.jwsgi.api.listener.DescriptorListener;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.slf4j.Logger;

/**
 * Hands listening sockets out to whoever connects, in uWSGI's zerg exchange. Runs in: MASTER. A thread of its own accepts and
 * answers; it waits for no client, since what it sends fits into the connection's buffer, so that neither the master loop nor
 * other clients notice one that never reads. Only root, the server's own user and the users named may have sockets.
 */
public final class ListenerServer implements MasterService {
    private static final long PAUSE_MILLIS = 1000;

    private final MasterContext context;
    private final Setup setup;
    private final Set<Integer> allowed = new HashSet<>();
    private final Logger log;
    private volatile @Nullable DescriptorListener accepting;

    /**
     * What is served where.
     *
     * @param noun what the server is called in messages, such as {@code zerg server}
     * @param thread the name of its thread
     * @param address the address of a {@link org.jwsgi.api.listener.ReservedListener} on which it accepts
     * @param served the sockets that it hands out, in order; the same descriptor counts once
     * @param users names or numbers of users that may have the sockets, besides root and the server's own
     * @param usersOption the option that names such users, for messages
     */
    public record Setup(
            String noun,
            String thread,
            String address,
            List<OpenListener> served,
            List<String> users,
            String usersOption) {
        /** Copies the lists. */
        public Setup {
            Set<Integer> seen = new HashSet<>();
            served = served.stream().filter(listener -> seen.add(listener.fd())).toList();
            users = List.copyOf(users);
        }
    }

    /** Creates the server; it does not accept yet. */
    public ListenerServer(MasterContext context, Setup setup) {
        this.context = context;
        this.setup = setup;
        this.log = context.log();
    }

    /**
     * Returns a socket of the instance by the address under which it was reserved.
     *
     * @throws ServiceException when the instance does not hold it
     */
    public static OpenListener reserved(MasterContext context, String address) {
        for (OpenListener listener : context.listeners()) {
            if (listener.protocol().isEmpty() && listener.configured().equals(address)) {
                return listener;
            }
        }
        throw new ServiceException("the instance does not listen on " + address, null);
    }

    @Override
    public void start() {
        for (String user : setup.users()) {
            OptionalInt id = context.descriptors().userId(user);
            allowed.add(id.orElseThrow(() -> new ServiceException(
                    "cannot use " + setup.usersOption() + " \"" + user + "\": there is no such user", null)));
        }
        if (setup.served().size() > DescriptorPassing.MAX_DESCRIPTORS) {
            log.warn(
                    "{}: a client that is not jwsgi gets only {} of the sockets (sockets: {})",
                    setup.noun(),
                    DescriptorPassing.MAX_DESCRIPTORS,
                    setup.served().size());
        }
        DescriptorListener listener = context.descriptors()
                .accepting(reserved(context, setup.address()).fd());
        accepting = listener;
        // From the loop, which runs once privileges are dropped: before that, the server's own user is another one.
        context.post(() -> context.background(setup.thread(), () -> accept(listener)));
    }

    @Override
    public void close() {
        DescriptorListener listener = accepting;
        if (listener != null) {
            accepting = null;
            listener.close();
        }
    }

    private void accept(DescriptorListener listener) {
        while (true) {
            try (DescriptorChannel client = listener.accept()) {
                serve(client);
            } catch (ClosedChannelException e) {
                return; // the server ends
            } catch (IOException e) {
                log.warn("{} {}: cannot accept a client: {}", setup.noun(), setup.address(), e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    // Out of descriptors, most likely. Trying again at once would only fill the log.
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void serve(DescriptorChannel client) {
        try {
            DescriptorChannel.Peer peer = client.peer();
            if (!mayAttach(peer.user())) {
                log.warn(
                        "{} {}: refused a client (pid: {}, uid: {}); {} can name further users",
                        setup.noun(),
                        setup.address(),
                        peer.pid(),
                        peer.user(),
                        setup.usersOption());
                return;
            }
            send(client);
        } catch (IOException e) {
            log.debug("{} {}: a client went away: {}", setup.noun(), setup.address(), e.getMessage());
        }
    }

    private boolean mayAttach(int user) {
        return user == 0 || user == context.descriptors().user() || allowed.contains(user);
    }

    private void send(DescriptorChannel client) throws IOException {
        List<Integer> descriptors = new ArrayList<>();
        setup.served().forEach(listener -> descriptors.add(listener.fd()));
        int first = Math.min(descriptors.size(), DescriptorPassing.MAX_DESCRIPTORS);
        client.send(ZergWire.message(first), descriptors.subList(0, first));
        client.send(ZergWire.supplement(setup.served()), List.of());
        for (int at = first; at < descriptors.size(); at += DescriptorPassing.MAX_DESCRIPTORS) {
            int end = Math.min(descriptors.size(), at + DescriptorPassing.MAX_DESCRIPTORS);
            client.send(new byte[] {'\n'}, descriptors.subList(at, end));
        }
    }
}
