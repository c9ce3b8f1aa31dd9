package org.jwsgi.kernel.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.kernel.posix.Endpoint;
import org.jwsgi.kernel.posix.Sockets;

/** Makes tables of listeners from a few options, and closes everything at the end. */
final class ListenerFixture implements AutoCloseable {
    final RecordingLogger log = new RecordingLogger();
    final Map<String, String> protocols = new LinkedHashMap<>(Map.of("http-socket", "http"));
    String protocol = "uwsgi";
    int listen = 100;
    boolean abstractSocket;
    Optional<FileMode> mode = Optional.empty();
    Optional<String> owner = Optional.empty();
    SocketTuning tuning =
            new SocketTuning(false, false, 0, false, Duration.ZERO, Optional.empty(), Optional.empty(), false);
    InheritedSockets inherited = InheritedSockets.none();
    private final List<ListenerTable> tables = new ArrayList<>();
    private final List<Integer> descriptors = new ArrayList<>();

    /** Makes a table from lines such as {@code "socket=127.0.0.1:0"}. */
    ListenerTable table(String... lines) {
        List<ConfigLine> config = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            config.add(new ConfigLine(
                    equals < 0 ? line : line.substring(0, equals),
                    equals < 0 ? null : line.substring(equals + 1),
                    new ConfigSource("app.ini", config.size() + 1)));
        }
        SocketOptions options = new SocketOptions(
                List.of(),
                List.of(),
                List.of(),
                protocol,
                listen,
                abstractSocket,
                mode,
                owner,
                List.of(),
                false,
                false);
        ListenerTable table = ListenerTable.create(
                ListenerPlan.of(config, protocols, options),
                new SocketBinder(options, tuning, Duration.ofSeconds(4), log),
                protocol,
                inherited,
                log);
        tables.add(table);
        return table;
    }

    /** Leaves the sockets of a table to somebody else. */
    void forget(ListenerTable table) {
        descriptors.addAll(table.descriptors());
        tables.remove(table);
    }

    /** Opens a listening socket that the table knows nothing of. */
    int listening(Endpoint endpoint) {
        int fd = keep(Sockets.open(endpoint.domain()));
        Sockets.bind(fd, endpoint);
        Sockets.listen(fd, 5);
        return fd;
    }

    /** Closes a descriptor at the end. */
    int keep(int fd) {
        descriptors.add(fd);
        return fd;
    }

    @Override
    public void close() {
        tables.forEach(ListenerTable::close);
        descriptors.forEach(Sockets::close);
        tables.clear();
        descriptors.clear();
    }
}
