package org.jwsgi.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The probes of Zerg mode about lives: stops, reloads, falling back, and mistakes in the options. */
final class ZergLifeProbes {
    private ZergLifeProbes() {}

    private static void pool(ZergRun run, ServerProcess pool) throws Exception {
        run.await(pool, " bound to TCP socket ", 1);
        ProcessLook.await(
                "the pool answers", () -> !run.ask("zerg.sock").getFirst().startsWith("connect:"));
    }

    private static String poolOf(ZergRun run, int port) {
        return "--zergpool=" + run.path("zerg.sock") + ":127.0.0.1:" + port;
    }

    /** The primary ends; its files stay. */
    static void primaryStops(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess server = run.primary(port);
        ServerProcess zerg = run.zerg();
        server.signal("INT");
        run.exit(server, "primary");
        run.fact("the zerg answers: " + zerg.children().contains(ZergRun.answerer(port)));
        run.fact("zerg.sock is left: " + Files.exists(Path.of(run.path("zerg.sock"))));
        ServerProcess again = run.launch("--http-socket=127.0.0.1:" + port);
        run.exit(again, "primary started anew");
        run.logged(again, "probably another instance of uWSGI is running on the same address (127.0.0.1:" + port + ")");
    }

    /** What vacuum leaves. */
    static void vacuum(ZergRun run) throws Exception {
        ServerProcess server = run.primary(run.port("ONE"), "--vacuum");
        server.signal("INT");
        run.exit(server, "primary");
        run.fact("zerg.sock is left: " + Files.exists(Path.of(run.path("zerg.sock"))));
    }

    /** The primary reloads. */
    static void primaryReloads(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess server = run.primary(port);
        ServerProcess zerg = run.zerg();
        server.signal("HUP");
        run.await(server, "*** Zerg server enabled on ", 2);
        run.await(server, "spawned uWSGI worker 1 ", 2);
        run.line(server, "uwsgi socket 0 inherited INET address ", 1);
        run.ask("zerg.sock").stream().filter(line -> !line.startsWith("rest:")).forEach(run::fact);
        run.fact("the zerg still runs: " + zerg.isAlive());
    }

    /** What serves a pool dies. */
    static void poolProcessDies(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess pool = run.launch(poolOf(run, port));
        pool(run, pool);
        ServerProcess zerg = run.zerg();
        if (run.kind() == SideBySide.Kind.UWSGI) {
            String line = run.line(pool, "spawned uWSGI zergpool 1 (pid: ", 1);
            ServerProcess.signal(Long.parseLong(line.replaceAll(".*pid: (\\d+).*", "$1")), "KILL");
            run.line(pool, "respawned uWSGI zergpool 1 ", 1);
        } else {
            run.fact("lines about a process of the pool: " + pool.count("jwsgi zergpool 1"));
        }
        run.ask("zerg.sock").stream().filter(line -> !line.startsWith("rest:")).forEach(run::fact);
        run.fact("the zerg answers: " + zerg.children().contains(ZergRun.answerer(port)));
    }

    /** A pool reloads while a zerg has its sockets. */
    static void poolReloads(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess pool = run.launch(poolOf(run, port));
        pool(run, pool);
        ServerProcess zerg = run.zerg();
        pool.signal("HUP");
        if (run.kind() == SideBySide.Kind.UWSGI) {
            run.exit(pool, "pool");
            run.line(pool, "probably another instance of uWSGI is running on the same address ", 1);
        } else {
            run.await(pool, " bound to TCP socket ", 2);
            run.fact("pool runs: " + pool.isAlive());
            pool(run, pool);
            run.ask("zerg.sock").stream()
                    .filter(line -> !line.startsWith("rest:"))
                    .forEach(run::fact);
        }
        run.fact("the zerg answers: " + zerg.children().contains(ZergRun.answerer(port)));
    }

    /** A zerg without a socket of its own reloads. */
    static void zergReloads(ZergRun run) throws Exception {
        int port = run.port("ONE");
        run.primary(port);
        ServerProcess zerg = run.zerg();
        ZergRun.warm(port, zerg);
        zerg.signal("HUP");
        if (run.kind() == SideBySide.Kind.UWSGI) {
            run.exit(zerg, "zerg");
            run.logged(zerg, "The -s/--socket option is missing and stdin is not a socket.");
        } else {
            run.line(zerg, "uwsgi zerg socket 0 attached to ", 2);
            run.await(zerg, "spawned uWSGI worker 1 ", 2);
            run.fact("zerg runs: " + zerg.isAlive());
        }
    }

    /** A zerg whose own socket is the server's. */
    static void sameAddress(ZergRun run) throws Exception {
        int port = run.port("ONE");
        run.primary(port);
        ServerProcess zerg = run.zerg("--http-socket=127.0.0.1:" + port);
        run.line(zerg, " attached to INET address ", 1);
        ZergRun.warm(port, zerg);
        zerg.signal("HUP");
        run.await(zerg, "spawned uWSGI worker 1 ", 2);
        run.fact("after a reload: " + zerg.isAlive() + ", lines about binding: " + zerg.count(" bound to TCP address"));
    }

    /** No server, but a socket to fall back to. */
    static void fallback(ZergRun run) throws Exception {
        int port = run.port("ONE");
        ServerProcess zerg = run.serve("--zerg=zerg.sock", "--zerg-fallback", "--http-socket=127.0.0.1:" + port);
        run.line(zerg, "--- unable to connect to zerg server ", 1);
        run.line(zerg, "socket 0 bound to TCP address ", 1);
        run.fact("answers: " + zerg.children().contains(ZergRun.answerer(port)));
    }

    /** No server and nothing to fall back to. */
    static void fallbackToNothing(ZergRun run) throws Exception {
        ServerProcess zerg = run.launch("--zerg=zerg.sock", "--zerg-fallback");
        run.exit(zerg, "zerg");
        run.logged(zerg, "--- unable to connect to zerg server zerg.sock ---");
        run.logged(zerg, "The -s/--socket option is missing and stdin is not a socket.");
    }

    /** Names of servers: what looks like TCP, and several. */
    static void names(ZergRun run) throws Exception {
        ServerProcess server = run.serve(
                "--http-socket=127.0.0.1:" + run.port("ONE"), "--zerg-server=first", "--zerg-server=127.0.0.1:3040");
        run.line(server, "*** Zerg server enabled on ", 1);
        run.fact("first is there: " + Files.exists(Path.of(run.path("first"))));
        run.fact("file 127.0.0.1:3040 is there: " + Files.exists(Path.of(run.path("127.0.0.1:3040"))));
        run.fact(run.ask("127.0.0.1:3040").getFirst());
    }

    /** A name that no socket can have. */
    static void longName(ZergRun run) throws Exception {
        ServerProcess server =
                run.launch("--http-socket=127.0.0.1:" + run.port("ONE"), "--zerg-server=" + "z".repeat(120));
        run.exit(server, "primary");
    }

    /** A pool without addresses. */
    static void poolSyntax(ZergRun run) throws Exception {
        ServerProcess pool = run.launch("--zergpool=nothing");
        run.exit(pool, "pool");
        run.logged(pool, "invalid zergpool syntax: nothing");
    }

    /** A pool without a master. */
    static void poolWithoutMaster(ZergRun run) throws Exception {
        ServerProcess pool = run.bare(poolOf(run, run.port("ONE")));
        if (run.kind() == SideBySide.Kind.UWSGI) {
            long orphan = Long.parseLong(
                    run.await(pool, "spawned uWSGI zergpool 1 ", 1).replaceAll(".*pid: (\\d+).*", "$1"));
            ServerProcess.awaitGone(pool.pid());
            run.fact("a process is left: "
                    + ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isPresent());
            ServerProcess.signal(orphan, "KILL"); // it holds the output open
        }
        run.exit(pool, "pool");
    }
}
