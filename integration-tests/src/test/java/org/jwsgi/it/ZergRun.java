package org.jwsgi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jwsgi.it.SideBySide.Kind;

/** One run of a zerg probe: servers, zergs and those who only pretend to be one. */
final class ZergRun extends SideRun {
    private ZergRun(Kind kind, Path folder) {
        super(kind, folder);
    }

    /** What a probe does. */
    interface Steps {
        void run(ZergRun run) throws Exception;
    }

    /** Makes a probe of steps. */
    static SideBySide.Probe of(Steps steps) {
        return (kind, folder) -> {
            try (ZergRun run = new ZergRun(kind, folder)) {
                steps.run(run);
                return run.facts();
            }
        };
    }

    /** Starts a server on a port, whose sockets zergs can get at {@code zerg.sock}; it has answered once. */
    ServerProcess primary(int port, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--http-socket=127.0.0.1:" + port, "--zerg-server=zerg.sock"));
        all.addAll(Arrays.asList(options));
        ServerProcess server = serve(all.toArray(String[]::new));
        await(server, "*** Zerg server enabled on ", 1);
        answerer(port);
        return server;
    }

    /** Starts a zerg of {@code zerg.sock} that speaks HTTP, and waits for its worker. */
    ServerProcess zerg(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("--protocol=http", "--zerg=zerg.sock"));
        all.addAll(Arrays.asList(options));
        return serve(all.toArray(String[]::new));
    }

    /** Waits until a worker of a server answers: a signal can pass uWSGI's worker by that has just been forked. */
    static void warm(int port, ServerProcess server) throws Exception {
        ProcessLook.await("a certain server answers", () -> server.children().contains(answerer(port)));
    }

    /** Returns the pid of the worker that answers a request. */
    static long answerer(int port) throws IOException {
        return Long.parseLong(HttpClient.get(port, "/pid").text());
    }

    /** Asks a zerg server and returns what it sends. */
    List<String> ask(String address, String... user) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", Programs.script("zerg_ask.py"), address));
        command.addAll(Arrays.asList(user));
        try (ServerProcess client = ServerProcess.start(folder(), Map.of(), command)) {
            client.awaitExit();
            return client.lines();
        }
    }

    /** Starts a server that misbehaves at {@code zerg.sock}. */
    ServerProcess misbehaving(String way) throws Exception {
        ServerProcess server = ServerProcess.start(
                folder(),
                Map.of(),
                List.of("/usr/bin/python3", Programs.script("zerg_answer.py"), path("zerg.sock"), way));
        own(server);
        server.awaitLine("listening");
        return server;
    }
}
