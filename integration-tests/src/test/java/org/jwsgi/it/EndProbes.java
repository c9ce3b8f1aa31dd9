package org.jwsgi.it;

import static org.jwsgi.it.ProbeRun.answer;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Probes of how instances end, reload and start: signals, exit codes, pid files. */
final class EndProbes {
    private EndProbes() {}

    /** Signals of a master, with die-on-term and without. */
    static void masterSignals(ProbeRun run) throws Exception {
        ServerProcess server = run.serve("--master", "--processes=2");
        run.warm(2);
        brutalReload(run, server, "TERM");
        server.signal("INT");
        run.exit("SIGINT");
        run.logged("goodbye to uWSGI.");
        server = run.serve("--master", "--processes=2");
        run.warm(2);
        server.signal("QUIT");
        run.exit("SIGQUIT");
        server = run.serve("--master", "--processes=2", "--die-on-term");
        run.warm(2);
        brutalReload(run, server, "QUIT");
        server.signal("TERM");
        run.exit("die-on-term, SIGTERM");
    }

    private static void brutalReload(ProbeRun run, ServerProcess server, String signal) throws Exception {
        server.signal(signal);
        run.line("...brutally killing workers...");
        run.line("binary reloading uWSGI...");
        run.line("gracefully (RE)spawned uWSGI master process (pid: " + server.pid() + ")");
        run.await("spawned uWSGI worker 2 ", 2);
        run.warm(2);
        run.fact("SIG" + signal + ": same pid, then " + run.get("/"));
    }

    /** Signals of a process without a master. */
    static void soleSignals(ProbeRun run) throws Exception {
        for (String signal : List.of("TERM", "INT", "HUP", "QUIT")) {
            // uWSGI may have answered and not yet left the request; a SIGHUP in between ends it with 30.
            do {
                run.serve().signal(signal);
            } while (signal.equals("HUP") && run.server().awaitExit() == 30 && run.mayRace());
            run.exit("SIG" + signal);
        }
    }

    /** A worker that does not end in time. */
    static void mercy(ProbeRun run) throws Exception {
        ServerProcess server = run.serve("--master", "--worker-reload-mercy=2");
        CompletableFuture<String> held = run.hold("never", 1);
        server.signal("HUP");
        run.line("...gracefully killing workers...");
        run.line("is taking too much time to die...NO MERCY !!!");
        run.fact("client: " + answer(held));
        run.line("gracefully (RE)spawned uWSGI master process");
        run.await("spawned uWSGI worker 1 ", 2);
        run.fact("then " + run.get("/"));
    }

    /** A graceful reload while a request runs and another arrives. */
    static void gracefulReload(ProbeRun run) throws Exception {
        ServerProcess server = run.serve("--master");
        CompletableFuture<String> held = run.hold("gate", 1);
        server.signal("HUP");
        run.line("...gracefully killing workers...");
        run.line("Gracefully killing worker 1 (pid: ");
        CompletableFuture<String> late = run.ask("/");
        run.open("gate");
        run.fact("running request: " + answer(held));
        run.fact("request during the reload: " + answer(late));
        run.line("gracefully (RE)spawned uWSGI master process");
        run.fact("next request: " + run.get("/"));
    }

    /** An app that is needed and missing. */
    static void needApp(ProbeRun run) throws Exception {
        run.bare("--need-app", "--master");
        run.exit("need-app");
        run.logged("*** no app loaded. GAME OVER ***");
        // A worker of uWSGI both signals its master and ends; when the signal is seen first, the master ends with 0.
        int code;
        do {
            code = run.bare("--need-app", "--master", "--lazy-apps").awaitExit();
        } while (code == 0 && run.mayRace());
        run.exit("need-app, lazy-apps");
        run.logged("need-app requested, destroying the instance...");
    }

    /** All pid files of a daemon, and what is left of them. */
    static void pidfiles(ProbeRun run) throws Exception {
        Path directory = run.directory();
        List<String> names = List.of("pidfile", "pidfile2", "safe-pidfile", "safe-pidfile2");
        run.launch(
                "--master",
                "--vacuum",
                "--socket=" + directory.resolve("app.sock"),
                "--daemonize=" + directory.resolve("log"),
                "--pidfile=" + directory.resolve("pidfile"),
                "--pidfile2=" + directory.resolve("pidfile2"),
                "--safe-pidfile=" + directory.resolve("safe-pidfile"),
                "--safe-pidfile2=" + directory.resolve("safe-pidfile2"));
        run.exit("daemonize");
        int port = run.port();
        ProcessLook.await("the last pid file", () -> Files.exists(directory.resolve("safe-pidfile2")));
        ProcessLook.await("an answer", () -> !run.get("/").equals("refused"));
        long daemon =
                Long.parseLong(Files.readString(directory.resolve("pidfile")).strip());
        try {
            for (String name : names) {
                run.fact(name + ": "
                        + (Files.readString(directory.resolve(name)).equals(daemon + "\n") ? "the daemon" : "other"));
            }
            run.program("--stop", directory.resolve("pidfile2").toString());
            run.exit("--stop");
            ServerProcess.awaitGone(daemon);
        } finally {
            ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (String name : names) {
            run.fact(name + (Files.exists(directory.resolve(name)) ? " is left" : " is removed"));
        }
        run.fact("socket" + (Files.exists(directory.resolve("app.sock")) ? " is left" : " is removed"));
        Files.readAllLines(directory.resolve("log")).stream()
                .filter(line -> line.contains("VACUUM"))
                .sorted()
                .forEach(run::fact);
        run.fact("port " + (port > 0 ? run.get("/") : ""));
    }

    /** Stopping what is not there. */
    static void stopNothing(ProbeRun run) throws Exception {
        run.program("--stop", run.directory().resolve("missing").toString());
        run.exit("--stop, missing file");
        Process gone = new ProcessBuilder("/bin/true").start();
        gone.waitFor();
        Path stale = Files.writeString(run.directory().resolve("stale"), gone.pid() + "\n");
        run.program("--stop", stale.toString());
        run.exit("--stop, stale pid");
    }

    /** Sockets that cannot be had. */
    static void sockets(ProbeRun run) throws Exception {
        run.launch("--listen=100000");
        run.exit("listen=100000");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            run.program("--http-socket=127.0.0.1:" + taken.getLocalPort());
            run.exit("address in use");
            run.line("probably another instance of uWSGI is running on the same address (");
        }
    }

    /** Reload turned into an end. */
    static void exitOnReload(ProbeRun run) throws Exception {
        run.serve("--master", "--exit-on-reload").signal("HUP");
        run.exit("SIGHUP");
        run.logged("GAME OVER (insert coin)");
    }

    /** A signal that uWSGI's master does not expect. */
    static void strayUserSignal(ProbeRun run) throws Exception {
        ServerProcess server = run.serve("--master", "--processes=2");
        run.warm(2);
        List<Long> workers = server.children();
        server.signal("USR2");
        // Signals of one sender arrive in order: the answer to this one tells that the first did no harm.
        try {
            server.signal("HUP");
        } catch (java.io.IOException e) {
            // it is gone; or it is going and takes no notice
        }
        ProcessLook.await(
                "a reload or the end",
                () -> !server.isAlive() || run.count("gracefully (RE)spawned uWSGI master process") > 0);
        if (server.isAlive()) {
            run.fact("SIGUSR2: the master goes on");
            server.signal("INT");
        } else {
            run.fact("the master is gone");
        }
        run.exit("end");
        boolean orphans = run.count("goodbye to uWSGI.") == 0;
        if (orphans) {
            run.await("screams: UAAAAAAH my master disconnected: i will kill myself !!!", 1);
        }
        for (long worker : workers) { // on a busy machine it happens that not all of uWSGI's notice
            if (orphans) {
                ProcessHandle.of(worker).ifPresent(ProcessHandle::destroyForcibly);
            }
            ServerProcess.awaitGone(worker);
        }
        run.logged("screams: UAAAAAAH my master disconnected: i will kill myself !!!");
    }

    /** Files whose coming and going reloads. */
    static void touch(ProbeRun run) throws Exception {
        Path file = run.directory().resolve("touched");
        run.serve("--master", "--touch-reload=" + file);
        run.line("unable to stat() ");
        Files.createFile(file);
        run.line("has been touched... grace them all !!! ***");
        run.lines("gracefully (RE)spawned uWSGI master process", 1);
        run.await("spawned uWSGI worker 1 ", 2);
        run.fact("created: " + run.get("/"));
        Files.delete(file);
        run.lines("has been touched... grace them all !!! ***", 2);
        run.lines("gracefully (RE)spawned uWSGI master process", 2);
        run.fact("removed: " + run.get("/"));
    }
}
