package org.jwsgi.kernel.request;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LoadedApp;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.kernel.log.RequestRecord;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.Scoreboard;

/** A request server on a socket of its own, speaking {@link TinyHttp}, with one app. */
final class TestServer implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** What the log got to know of a request. */
    record Logged(String uri, int status, long bodyBytes, int readErrors, int writeErrors, String via) {}

    final Socket listening;
    final Listener listener;
    final Scoreboard scoreboard;
    final RequestServer server;
    final AppTable apps;
    final LinkedBlockingQueue<Logged> logged = new LinkedBlockingQueue<>();
    private final boolean ownsSocket;

    private TestServer(Builder builder) {
        this.ownsSocket = builder.shared == null;
        this.listening = builder.shared == null ? bind(builder.unixPath) : builder.shared.listening;
        this.listener = listener(listening, builder.unixPath);
        this.scoreboard = Scoreboard.ofProcess(1, builder.threads, 8);
        RequestOptions options = builder.options.build();
        this.apps = new AppTable(options, builder.options.vhost, builder.languages, 8);
        apps.load();
        RequestServerSetup setup = new RequestServerSetup(
                List.of(listener),
                Map.of("tiny", new TinyHttp()),
                apps,
                options,
                Duration.ofNanos(builder.timeouts.io()),
                builder.proxyProtocol,
                builder.threads,
                1,
                scoreboard,
                this::log,
                "test.example",
                builder.sharedListeners,
                builder.temporaryFolder,
                builder.watches);
        this.server = new RequestServer(setup, builder.timeouts);
    }

    static Builder serving(RequestHandler handler) {
        Builder builder = new Builder();
        builder.languages.add(new AppTable.InstalledLanguage("test", 8, new OneApp("", handler)));
        return builder;
    }

    private static Socket bind(Path unixPath) {
        Epoll.ensureAvailability();
        try {
            boolean unix = !unixPath.toString().isEmpty();
            Socket socket = unix ? Socket.newSocketDomain() : Socket.newSocketStream();
            socket.bind(
                    unix
                            ? new DomainSocketAddress(unixPath.toFile())
                            : new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
            socket.listen(64);
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Listener listener(Socket socket, Path unixPath) {
        if (!unixPath.toString().isEmpty()) {
            return new Listener(0, socket.intValue(), unixPath.toString(), Listener.Family.UNIX, 0, "tiny", false);
        }
        int port = socket.localAddress().getPort();
        return new Listener(0, socket.intValue(), "127.0.0.1:" + port, Listener.Family.TCP, port, "tiny", false);
    }

    private void log(RequestRecord request) {
        logged.add(new Logged(
                request.vars().get("REQUEST_URI", ""),
                request.status(),
                request.bodyBytes(),
                request.readErrors(),
                request.writeErrors(),
                request.via()));
    }

    Logged nextLogged() throws InterruptedException {
        Logged next = logged.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request was logged");
        }
        return next;
    }

    TestClient connect() throws IOException {
        return new TestClient(listener.port());
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (ownsSocket) {
            listening.close();
        }
    }

    /** A language with one app that is already there and others that are mounted under any name. */
    record OneApp(String mountpoint, RequestHandler handler) implements Language {
        @Override
        public List<LoadedApp> loadApps() {
            return List.of(new LoadedApp(mountpoint, "app", handler));
        }

        @Override
        public Optional<LoadedApp> mount(String where, String app) {
            return app.startsWith("no") ? Optional.empty() : Optional.of(new LoadedApp(where, app, handler));
        }

        @Override
        public void close() {}
    }

    /** What can be chosen. */
    static final class Builder {
        final TestOptions options = new TestOptions();
        final List<AppTable.InstalledLanguage> languages = new ArrayList<>();
        int threads = 4;
        boolean proxyProtocol;
        boolean sharedListeners;
        RequestWatches watches = RequestWatches.none();
        RequestTimeouts timeouts = new RequestTimeouts(
                TIMEOUT.toNanos(),
                2 * TIMEOUT.toNanos(),
                TIMEOUT.toNanos(),
                Duration.ofMillis(100).toNanos());
        Path temporaryFolder = Path.of(System.getProperty("java.io.tmpdir"));
        Path unixPath = Path.of("");

        @org.jspecify.annotations.Nullable
        TestServer shared;

        TestServer start() {
            TestServer server = new TestServer(this);
            server.server.start();
            return server;
        }
    }
}
