package org.jwsgi.kernel.socket;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.listener.InheritedListener;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.listener.ReservedListener;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Sockets;
import org.jwsgi.kernel.socket.InheritedPool.Found;
import org.jwsgi.kernel.socket.InheritedSocket.Origin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every listening socket of the instance: binds what the configuration asks for, takes over what the process was
 * started with, and hands all of it on over a reload. Runs in: MASTER, or the sole process; main thread.
 *
 * <p>The order of calls in a life: {@link #create}, {@link #bindShared} (as root, before hooks), {@link #reserve} and
 * {@link #acquired} for what plugins want and have, {@link #bind} (before privileges drop), {@link #detachStandardInput}; then either {@link #keepAcrossExec} and exec, or {@link #vacuum} and
 * {@link #close}.
 */
public final class ListenerTable implements AutoCloseable {
    private final ListenerPlan plan;
    private final SocketBinder binder;
    private final String defaultProtocol;
    private final InheritedPool pool;
    private final Logger log;
    private final ListenerMessages messages;
    private final List<BoundSocket> shared = new ArrayList<>();
    private final Map<Integer, Listener> listeners = new TreeMap<>();
    private final Map<Integer, InheritedSocket> held = new LinkedHashMap<>();
    private final Map<Integer, Acquired> acquired = new LinkedHashMap<>();
    private final List<Reserved> reserved = new ArrayList<>();
    private boolean sharedBound;
    private boolean leftToSuccessor;

    /** Where an acquired socket comes from and what is spoken on it. */
    private record Acquired(String source, Optional<String> protocol) {}

    /** A socket that the instance holds for others or for a service of its own. */
    private record Reserved(BoundSocket socket, ReservedListener wanted) {}

    private ListenerTable(
            ListenerPlan plan, SocketBinder binder, String defaultProtocol, InheritedSockets inherited, Logger log) {
        this.plan = plan;
        this.binder = binder;
        this.defaultProtocol = defaultProtocol;
        this.pool = new InheritedPool(inherited);
        this.log = log;
        this.messages = new ListenerMessages(log);
    }

    /**
     * Reads the socket options. Binds nothing yet.
     *
     * @param lines the effective configuration lines in their order; other options among them are passed over
     * @param protocols the protocol's name for each socket option that plugins declare, aliases included
     * @param options the kernel's socket options
     * @param tuning options of each socket
     * @param connections options of accepted connections, whose time-out deferred accepting uses
     * @param inherited what the process was started with
     * @throws JwsgiException of kind {@code USER}, one line for each text that is no address
     */
    public static ListenerTable create(
            List<ConfigLine> lines,
            Map<String, String> protocols,
            SocketOptions options,
            SocketTuning tuning,
            ConnectionOptions connections,
            InheritedSockets inherited) {
        Logger log = LoggerFactory.getLogger(ListenerTable.class);
        SocketBinder binder = new SocketBinder(options, tuning, connections.socketTimeout(), log);
        return new ListenerTable(
                ListenerPlan.of(lines, protocols, options), binder, options.protocol(), inherited, log);
    }

    static ListenerTable create(
            ListenerPlan plan, SocketBinder binder, String defaultProtocol, InheritedSockets inherited, Logger log) {
        return new ListenerTable(plan, binder, defaultProtocol, inherited, log);
    }

    /**
     * Binds the shared sockets; {@link #bind} does it when nobody did before.
     *
     * @throws JwsgiException when one cannot be bound; everything bound so far is closed then
     */
    public void bindShared() {
        if (sharedBound) {
            return;
        }
        sharedBound = true;
        closingOnFailure(() -> {
            binder.checkOptions();
            for (ListenerPlan.SharedEntry entry : plan.shared()) {
                shared.add(shareOne(shared.size(), entry));
            }
        });
    }

    /**
     * Binds or takes over sockets that no worker serves.
     *
     * @throws JwsgiException when one cannot be bound; everything bound so far is closed then
     */
    public void reserve(List<ReservedListener> wanted) {
        bindShared();
        closingOnFailure(() -> {
            for (ReservedListener one : wanted) {
                reserved.add(new Reserved(reserveOne(one), one));
            }
        });
    }

    /**
     * Adds sockets that a plugin has got for this instance, which now owns them.
     *
     * @param source the name of where they come from, for the log
     * @throws JwsgiException when one of them is no listening socket; everything is closed then
     */
    public void acquired(String source, List<InheritedListener> sockets) {
        List<InheritedSocket> found = new ArrayList<>();
        closingOnFailure(() -> {
            for (InheritedListener socket : sockets) {
                found.add(InheritedSocket.passedBy(Origin.ACQUIRED, socket.fd()));
                acquired.put(socket.fd(), new Acquired(source, socket.protocol()));
            }
            pool.addAcquired(found);
            for (InheritedListener socket : sockets) {
                if (!Sockets.isListening(socket.fd())) {
                    throw new JwsgiException(
                            JwsgiException.Kind.ENVIRONMENT,
                            "cannot use descriptor " + socket.fd() + " of " + source
                                    + ": it is not a listening socket");
                }
            }
        });
    }

    /** Returns everything that the instance listens on: what its workers serve, in order, and then what is reserved. */
    public List<OpenListener> open() {
        List<OpenListener> open = new ArrayList<>();
        for (Listener listener : listeners.values()) {
            open.add(new OpenListener(
                    listener.fd(), listener.name(), listener.name(), Optional.of(listener.protocol())));
        }
        for (Reserved one : reserved) {
            open.add(new OpenListener(
                    one.socket().fd(), one.socket().name(), one.wanted().address(), Optional.empty()));
        }
        return List.copyOf(open);
    }

    /** Tells whether sockets are held for others to serve, so that the instance makes sense without any of its own. */
    public boolean holdsForOthers() {
        return reserved.stream().anyMatch(one -> one.wanted().use() == ReservedListener.Use.REQUESTS);
    }

    /**
     * Binds or takes over everything that workers listen on.
     *
     * @return the listeners in the order of their numbers; empty when nothing is configured or inherited
     * @throws JwsgiException with the line for the operator when one cannot be bound; everything is closed then and the
     *     process should end with code 1
     */
    public List<Listener> bind() {
        bindShared();
        closingOnFailure(() -> {
            mapShared();
            takeOver();
            serveUnnamed();
            pool.close();
            bindMissing(false);
            bindMissing(true);
        });
        acquired.values().stream().map(Acquired::source).distinct().forEach(messages::acquired);
        if (!listeners.isEmpty()) {
            messages.backlog(binder.backlog());
        }
        return listeners();
    }

    /** Returns the listeners in the order of their numbers. */
    public List<Listener> listeners() {
        return List.copyOf(listeners.values());
    }

    /** Returns every descriptor that the instance listens on, shared sockets that nothing is mapped to included, in order. */
    public Set<Integer> descriptors() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(held.keySet()));
    }

    /**
     * Puts {@code /dev/null} in place of the standard input unless that is one of the sockets.
     *
     * @param honour whether {@code honour-stdin} forbids it
     */
    public void detachStandardInput(boolean honour) {
        detach(0, honour);
    }

    void detach(int standardInput, boolean honour) {
        if (!honour && !held.containsKey(standardInput)) {
            Sockets.replaceWithDevNull(standardInput);
        }
    }

    /**
     * Keeps all sockets open over the exec of a reload.
     *
     * @param pid the id of this process, which the new image has too
     * @return the value that {@link InheritedSockets#RELOAD_VARIABLE} must have in the new image's environment
     */
    public String keepAcrossExec(long pid) {
        held.keySet().forEach(fd -> Sockets.setCloseOnExec(fd, false));
        return InheritedSockets.encode(pid, List.copyOf(held.values()));
    }

    /**
     * Returns what {@link #keepAcrossExec} writes, but for a child that inherits the {@link #descriptors} in their order
     * under new numbers; the child's pid is to be put before it.
     *
     * @param first the first number
     */
    public String handOver(int first) {
        return InheritedSockets.encodeFrom(first, List.copyOf(held.values()));
    }

    /**
     * Gives the files of those UNIX sockets that only this instance's workers listen on to the user whom they run as; shared
     * ones stay with whoever bound them. To be called once they are bound, still as root.
     *
     * @throws org.jwsgi.kernel.posix.PosixException when the file system refuses
     */
    public void giveTo(int uid, int gid) {
        for (Listener listener : listeners.values()) {
            InheritedSocket socket = held.get(listener.fd());
            if (socket != null && !listener.shared()) {
                socket.file().ifPresent(file -> SocketPermissions.giveTo(file, uid, gid));
            }
        }
    }

    /**
     * Notes that another instance, which lives on when this one ends, has the sockets, too: from now on it is that one's
     * business to remove their files and to refuse clients.
     */
    public void leaveToSuccessor() {
        leftToSuccessor = true;
    }

    /**
     * Removes the files of the UNIX sockets that this instance bound, each only if it is still the same file, and none that
     * is left to a successor.
     */
    public void vacuum() {
        if (leftToSuccessor) {
            return;
        }
        held.values().forEach(socket -> socket.file().ifPresent(file -> file.vacuum("", log)));
    }

    /**
     * Makes sockets refuse clients, for good: those that this instance bound. A shutdown reaches everybody who holds a socket, so
     * one that came from elsewhere, such as a zerg server or systemd, is left to those, and all are to a successor.
     */
    public void refuse() {
        if (leftToSuccessor) {
            return;
        }
        for (Listener listener : listeners.values()) {
            InheritedSocket socket = held.get(listener.fd());
            if (socket != null && socket.origin() == Origin.RELOAD) {
                Sockets.shutdown(listener.fd());
            }
        }
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        held.keySet().forEach(Sockets::close);
        held.clear();
        listeners.clear();
        shared.clear();
        reserved.clear();
        acquired.clear();
        pool.close();
    }

    private BoundSocket reserveOne(ReservedListener wanted) {
        boolean requests = wanted.use() == ReservedListener.Use.REQUESTS;
        ListenAddress address =
                requests ? ListenAddress.parse(wanted.address(), false) : ListenAddress.local(wanted.address());
        if (address instanceof ListenAddress.Shared || address instanceof ListenAddress.Descriptor) {
            throw new JwsgiException(
                    JwsgiException.Kind.USER, "a reserved socket needs an address of its own, not " + address.text());
        }
        boolean permissions = wanted.use() != ReservedListener.Use.PRIVATE_SERVICE;
        Optional<Found> found = claimLiteral(address).or(() -> claimSameText(address));
        if (found.isPresent()) {
            return adopt(address, found.get(), true, permissions);
        }
        BoundSocket socket = permissions ? binder.bind(address, true) : binder.bindWithUmask(address, true);
        hold(socket, address);
        return socket;
    }

    private BoundSocket shareOne(int number, ListenerPlan.SharedEntry entry) {
        Optional<Found> found = claimLiteral(entry.address())
                .or(() -> claimSameText(entry.address()))
                .or(() -> descriptor(entry.address()));
        BoundSocket socket;
        if (found.isPresent()) {
            socket = adopt(entry.address(), found.get(), entry.deferAccept());
            messages.sharedInherited(number, socket);
        } else {
            socket = bindNew(entry.address(), entry.deferAccept());
            messages.sharedBound(number, socket);
        }
        return socket;
    }

    private void mapShared() {
        Map<Integer, Integer> users = new LinkedHashMap<>();
        for (int i = 0; i < plan.sockets().size(); i++) {
            ListenerPlan.Entry entry = plan.sockets().get(i);
            if (!(entry.address() instanceof ListenAddress.Shared address)) {
                continue;
            }
            int number = address.number();
            if (number >= shared.size()) {
                throw new JwsgiException(JwsgiException.Kind.USER, "unable to use shared socket " + number);
            }
            BoundSocket socket = shared.get(number);
            Integer other = users.putIfAbsent(number, i);
            if (other != null) {
                throw new JwsgiException(
                        JwsgiException.Kind.USER,
                        "cannot map socket " + i + " to shared socket " + number + ": socket " + other + " has it");
            }
            listeners.put(i, socket.listener(i, entry.protocol(), true));
            messages.mapped(i, number, socket);
        }
    }

    /** Matches inherited sockets: by what they are bound to, by how they were configured, and by name at last. */
    private void takeOver() {
        takeOver(this::claimLiteral);
        takeOver(this::claimSameText);
        takeOver(this::descriptor);
        takeOver(address -> address instanceof ListenAddress.Tcp tcp && tcp.port() != 0 && !pool.isEmpty()
                ? pool.claim(binder.resolve(address))
                : Optional.empty());
    }

    private void takeOver(Claim claim) {
        for (int i = 0; i < plan.sockets().size(); i++) {
            ListenerPlan.Entry entry = plan.sockets().get(i);
            if (!listeners.containsKey(i)) {
                Optional<Found> found = claim.find(entry.address());
                if (found.isPresent()) {
                    add(
                            i,
                            adopt(entry.address(), found.get(), true),
                            entry.protocol(),
                            found.get().socket());
                }
            }
        }
    }

    /** Fixed ports go first, so that the system does not choose one of them for somebody else. */
    private void bindMissing(boolean anyPort) {
        for (int i = 0; i < plan.sockets().size(); i++) {
            ListenerPlan.Entry entry = plan.sockets().get(i);
            if (listeners.containsKey(i) || entry.address().hasAnyPort() != anyPort) {
                continue;
            }
            BoundSocket socket = bindNew(entry.address(), true);
            listeners.put(i, socket.listener(i, entry.protocol(), false));
            messages.bound(i, socket, anyPort);
        }
    }

    private void serveUnnamed() {
        int number = plan.sockets().size();
        for (Found found : pool.claimUnnamed()) {
            Acquired origin = acquired.get(found.socket().fd());
            String protocol =
                    origin == null ? defaultProtocol : origin.protocol().orElse(defaultProtocol);
            add(number, adopt(null, found, true), protocol, found.socket());
            number++;
        }
    }

    private void add(int number, BoundSocket socket, String protocol, InheritedSocket inherited) {
        listeners.put(number, socket.listener(number, protocol, false));
        Acquired origin = acquired.get(inherited.fd());
        if (origin == null) {
            messages.inherited(number, socket, inherited.origin());
        } else {
            messages.acquired(origin.source(), number, socket);
        }
    }

    private BoundSocket bindNew(ListenAddress address, boolean deferAccept) {
        BoundSocket socket = binder.bind(address, deferAccept);
        hold(socket, address);
        return socket;
    }

    private void hold(BoundSocket socket, ListenAddress address) {
        held.put(socket.fd(), new InheritedSocket(socket.fd(), Origin.RELOAD, address.text(), socket.file()));
    }

    private BoundSocket adopt(@Nullable ListenAddress address, Found found, boolean deferAccept) {
        return adopt(address, found, deferAccept, true);
    }

    private BoundSocket adopt(@Nullable ListenAddress address, Found found, boolean deferAccept, boolean permissions) {
        InheritedSocket inherited = found.socket();
        String name = address == null ? found.endpoint().text() : address.nameOf(found.endpoint());
        held.put(
                inherited.fd(),
                new InheritedSocket(
                        inherited.fd(),
                        inherited.origin().afterReload(),
                        address == null ? "" : address.text(),
                        inherited.file()));
        if (inherited.origin() != Origin.RELOAD) {
            return binder.adopt(inherited.fd(), found.endpoint(), name);
        }
        BoundSocket socket = new BoundSocket(inherited.fd(), name, found.endpoint(), inherited.file());
        return permissions ? binder.readopt(socket, deferAccept) : binder.readoptAsItIs(socket, deferAccept);
    }

    private Optional<Found> claimLiteral(ListenAddress address) {
        return address.hasAnyPort() ? Optional.empty() : address.literal().flatMap(pool::claim);
    }

    /** Matches addresses that do not say what they are bound to: names, patterns and ports of the system's choice. */
    private Optional<Found> claimSameText(ListenAddress address) {
        return address.hasAnyPort() || address.literal().isEmpty() ? pool.claim(address.text()) : Optional.empty();
    }

    /** Finds the socket of {@code fd://N}, which must listen already. */
    private Optional<Found> descriptor(ListenAddress address) {
        if (!(address instanceof ListenAddress.Descriptor descriptor)) {
            return Optional.empty();
        }
        int fd = descriptor.fd();
        Optional<Found> found = pool.claim(fd);
        if (found.isPresent()) {
            return found;
        }
        Optional<Endpoint> endpoint = held.containsKey(fd) ? Optional.empty() : Sockets.localEndpoint(fd);
        if (endpoint.isEmpty() || !Sockets.isListening(fd)) {
            String reason = held.containsKey(fd)
                    ? "another address stands for the same socket"
                    : Sockets.isOpen(fd) ? "it is not a listening socket" : "it is not open";
            throw new JwsgiException(
                    JwsgiException.Kind.ENVIRONMENT,
                    "cannot use descriptor " + fd + " of socket address \"" + address.text() + "\": " + reason);
        }
        return Optional.of(new Found(InheritedSocket.passedBy(Origin.DESCRIPTOR, fd), endpoint.get()));
    }

    private void closingOnFailure(Runnable step) {
        try {
            step.run();
        } catch (JwsgiException | IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** A way to find the inherited socket of an address. */
    private interface Claim {
        Optional<Found> find(ListenAddress address);
    }
}
