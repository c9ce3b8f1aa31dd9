package org.jwsgi.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The probes of Zerg mode: the exchange, names, pools and suspended servers. */
final class ZergProbes {
    private ZergProbes() {}

    private static List<String> asked(ZergRun run, String address, String... user) throws Exception {
        List<String> answer = run.ask(address, user);
        answer.stream().filter(line -> !line.startsWith("rest:")).forEach(run::fact);
        return answer;
    }

    /** The message, with a socket that is named twice. */
    static void message(ZergRun run) throws Exception {
        int port = run.port("ONE");
        run.primary(port, "--http-socket=two.sock", "--http-socket=127.0.0.1:" + run.port("THREE"));
        asked(run, "zerg.sock");
    }

    /** What comes after the message. */
    static void afterMessage(ZergRun run) throws Exception {
        run.primary(run.port("ONE"));
        run.fact(run.ask("zerg.sock").getLast());
    }

    /** Modes of the sockets. */
    static void permissions(ZergRun run) throws Exception {
        run.primary(run.port("ONE"), "--http-socket=app.sock", "--umask=027", "--chmod-socket=666");
        run.mode("zerg.sock");
        run.mode("app.sock");
    }

    /** Modes of the sockets of pools. */
    static void poolPermissions(ZergRun run) throws Exception {
        run.launch("--umask=027", "--chmod-socket=600", "--zergpool=" + run.path("pool") + ":" + run.path("app"));
        poolUp(run, "pool", "app");
        run.mode("pool");
        run.mode("app");
        run.launch("--umask=027", "--zergpool=" + run.path("pool2") + ":" + run.path("app2"));
        poolUp(run, "pool2", "app2");
        run.mode("pool2");
        run.mode("app2");
    }

    /** Waits until pools are bound and answer; what a pool's last line says is no promise that it does. */
    private static void poolUp(ZergRun run, String... files) throws Exception {
        for (String file : files) {
            ProcessLook.await(file + " is there", () -> Files.exists(Path.of(run.path(file))));
        }
        ProcessLook.await(
                "the pool answers",
                () -> !run.ask(run.path(files[0])).getFirst().startsWith("connect:"));
    }

    /** Abstract names. */
    static void abstractName(ZergRun run) throws Exception {
        String name = "jwsgi-it-" + ProcessHandle.current().pid() + "-" + run.kind();
        int port = run.port("ONE");
        ServerProcess server = run.serve("--http-socket=127.0.0.1:" + port, "--zerg-server=@" + name);
        run.await(server, "*** Zerg server enabled on ", 1);
        run.fact("without a zero byte at the end: " + run.ask("@" + name).getFirst());
        run.fact("with one: " + run.ask("@" + name + "@").getFirst());
        ServerProcess zerg = run.serve("--protocol=http", "--zerg=@" + name);
        run.line(zerg, "uwsgi zerg socket 0 attached to ", 1);
    }

    /** More sockets than uWSGI's client expects at first. */
    static void many(ZergRun run) throws Exception {
        List<String> options = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            options.add("--http-socket=s" + i);
        }
        run.primary(run.port("ONE"), options.toArray(String[]::new));
        ServerProcess zerg = run.zerg();
        run.line(zerg, "zerg socket 0 attached to ", 1);
        run.line(zerg, "zerg socket 199 attached to ", 1);
        run.logged(zerg, "zerg sockets attached");
    }

    /** Nobody there. */
    static void nobody(ZergRun run) throws Exception {
        ServerProcess zerg = run.launch("--zerg=" + run.path("nothing"));
        run.exit(zerg, "zerg");
        run.line(zerg, "--- unable to connect to zerg server ", 1);
    }

    /** Somebody else there. */
    static void nonsense(ZergRun run) throws Exception {
        run.misbehaving("hello");
        ServerProcess zerg = run.launch("--zerg=zerg.sock");
        run.exit(zerg, "zerg");
        run.logged(zerg, "--- invalid data received from zerg-server ---");
    }

    /** Several pools. */
    static void pools(ZergRun run) throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            ports.add(run.port("PORT" + i));
        }
        ServerProcess pool = run.launch(
                "--zergpool=" + run.path("pool1") + ":127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1),
                "--zergpool=" + run.path("pool2") + ":127.0.0.1:" + ports.get(2) + ",127.0.0.1:" + ports.get(3));
        run.line(pool, " bound to TCP socket 127.0.0.1:" + ports.get(0), 1);
        poolUp(run, "pool1", "pool2");
        poolUp(run, "pool2");
        ServerProcess zerg = run.serve("--protocol=http", "--zerg=" + run.path("pool1"), "--zerg=" + run.path("pool2"));
        for (int i = 0; i < 4; i++) {
            run.line(zerg, "zerg socket " + i + " attached to ", 1);
            run.fact("answers: " + zerg.children().contains(ZergRun.answerer(ports.get(i))));
        }
    }

    /** A suspended server with a zerg. */
    static void suspendedWithZerg(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess server = run.primary(port);
        ServerProcess zerg = run.zerg();
        server.signal("TSTP");
        run.line(server, "*** worker 1 suspended ***", 1);
        Set<Boolean> byZerg = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            byZerg.add(zerg.children().contains(ZergRun.answerer(port)));
        }
        run.fact("6 requests answered by the zerg: " + byZerg);
        asked(run, "zerg.sock");
        zerg.signal("INT");
        run.exit(zerg, "zerg");
        server.signal("TSTP");
        run.line(server, "*** (SIGTSTP received) resuming workers ***", 1);
        run.line(server, "*** worker 1 resumed ***", 1);
        run.fact("answered by the primary: " + server.children().contains(ZergRun.answerer(port)));
    }

    /** A suspended server without one, whose worker even dies meanwhile. */
    static void suspendedAlone(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess server = run.primary(port);
        server.signal("TSTP");
        run.await(server, "*** worker 1 suspended ***", 1);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            HttpClient client = new HttpClient(port);
            client.write("GET /pid HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                try (client) {
                    answer.complete(client.read(false).status());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        ServerProcess.signal(server.children().getFirst(), "KILL");
        run.line(server, "*** worker 1 suspended ***", 2);
        run.fact("answered while suspended: "
                + answers.stream().filter(CompletableFuture::isDone).count());
        server.signal("TSTP");
        for (CompletableFuture<Integer> answer : answers) {
            run.fact("answer: " + answer.get(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** A client that runs as somebody else. */
    static void stranger(ZergRun run) throws Exception {
        Path open = Files.createTempDirectory(Path.of("/tmp"), "jwsgi-zerg");
        Path socket = open.resolve("zerg");
        try {
            Files.setPosixFilePermissions(open, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            ServerProcess server =
                    run.serve("--http-socket=127.0.0.1:" + run.port("ONE"), "--umask=000", "--zerg-server=" + socket);
            run.await(server, "*** Zerg server enabled on ", 1);
            run.fact("uid 65534 gets " + run.ask(socket.toString(), "65534").get(1));
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(open);
        }
    }
}
