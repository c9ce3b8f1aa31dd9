package org.jwsgi.it;

import static org.jwsgi.it.ProbeRun.answer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Probes of one worker's life: deadlines, recycling, deaths. */
final class WorkerProbes {
    private WorkerProbes() {}

    /** A request that takes too long. */
    static void harakiri(ProbeRun run) throws Exception {
        int stats = Programs.freePort();
        run.serve("--master", "--harakiri=2", "--stats=127.0.0.1:" + stats);
        run.fact("client: " + answer(run.hold("never", 1)));
        run.await("HARAKIRI", 1);
        run.fact("next request: " + run.get("/"));
        ProcessLook.await("the count", () -> number(ProbeRun.stats(stats), "harakiri_count") > 0);
        String tree = ProbeRun.stats(stats);
        run.fact("harakiri_count: " + number(tree, "harakiri_count"));
        run.fact("respawn_count: " + number(tree, "respawn_count"));
        run.serve("--harakiri=2");
        run.fact("without master, client: " + answer(run.hold("never", 1)));
        run.exit("without master");
    }

    private static int number(String json, String name) {
        return Integer.parseInt(json.replaceAll("(?s).*?\"" + name + "\":\\s*(\\d+).*", "$1"));
    }

    /** A request that takes too long beside one that does not. */
    static void harakiriOfThreads(ProbeRun run) throws Exception {
        run.serve("--master", "--threads=2", "--harakiri=3");
        CompletableFuture<String> slow = run.ask("/sleep?6000");
        run.await("holding", 1);
        run.fact("short request: " + run.get("/"));
        run.fact("long request: " + answer(slow));
    }

    /** Recycling by the number of requests. */
    static void maxRequests(ProbeRun run) throws Exception {
        run.launch("--master", "--max-requests=3");
        run.await("spawned uWSGI worker 1 ", 1);
        long first = run.worker();
        for (int i = 0; i < 5; i++) {
            run.fact("young worker, request " + (i + 2) + ": " + (run.worker() == first ? "same pid" : "other pid"));
        }
        run.launch("--master", "--max-requests=3", "--min-worker-lifetime=0");
        run.await("spawned uWSGI worker 1 ", 1);
        for (int round = 1; round <= 2; round++) {
            long before = run.worker();
            run.worker();
            run.worker();
            run.lines("The work of process " + before + " is done. Seeya!", 1);
            run.lines("worker 1 killed successfully (pid: " + before + ")", 1);
            run.lines("Respawned uWSGI worker 1 (new pid: ", round);
            long after = Long.parseLong(
                    run.await("Respawned uWSGI worker 1 (new pid: ", round).replaceAll(".*new pid: (\\d+).*", "$1"));
            run.fact("after 3 requests: " + (after == before ? "same pid" : "other pid"));
        }
    }

    /** Recycling by age. */
    static void maxLifetime(ProbeRun run) throws Exception {
        run.launch("--master", "--max-worker-lifetime=5");
        run.exit("max-worker-lifetime=5 alone");
        run.serve("--master", "--max-worker-lifetime=2", "--min-worker-lifetime=1");
        run.line("worker 1 lifetime reached, it was running for ");
        run.line("Respawned uWSGI worker 1 (new pid: ");
        run.fact("then " + run.get("/"));
    }

    /** Deaths without end. */
    static void respawningTooFast(ProbeRun run) throws Exception {
        run.launch("--master");
        long pid = pid(run.await("spawned uWSGI worker 1 (pid: ", 1));
        int deaths = 0;
        while (run.count("worker respawning too fast") == 0) {
            if (++deaths > 20) {
                throw new AssertionError("never too fast");
            }
            ServerProcess.signal(pid, "KILL");
            pid = pid(run.await("Respawned uWSGI worker 1 (new pid: ", deaths));
        }
        run.line("worker respawning too fast !!! i have to sleep a bit (2 seconds)...");
        run.fact("then " + run.get("/"));
    }

    private static long pid(String line) {
        return Long.parseLong(line.replaceAll(".*pid: (\\d+).*", "$1"));
    }

    /** Exit codes that mean something. */
    static void exitCodes(ProbeRun run) throws Exception {
        ServerProcess server = run.serve("--master", "--forkbomb-delay=0", "--disable-logging");
        List<Integer> codes = List.of(5, 17, 22, 29, 30, 173, 9);
        for (int i = 0; i < codes.size(); i++) {
            long pid = run.worker();
            run.get("/exit?" + codes.get(i));
            run.await("Respawned uWSGI worker 1 (new pid: ", i + 1);
            told(run, codes.get(i), pid);
        }
        long pid = run.worker();
        run.get("/exit?31");
        run.await("gracefully (RE)spawned uWSGI master process", 1);
        run.await("spawned uWSGI worker 1 ", 2);
        told(run, 31, pid);
        pid = run.worker();
        run.get("/exit?15");
        run.await("asked for cheap mode", 1);
        run.awaitChildren(0);
        told(run, 15, pid);
        server.signal("INT");
        run.exit("stop");
    }

    /** Notes what the master said about the end of a worker. */
    private static void told(ProbeRun run, int code, long pid) {
        List<String> lines = new ArrayList<>();
        for (String line : run.server().lines()) {
            if (line.matches(".*\\(pid:? " + pid + "\\).*") && !line.contains("buried")) {
                lines.add(line);
            }
        }
        run.fact(code + ": " + (lines.isEmpty() ? "silent" : String.join(" / ", lines)));
    }

    /** Memory that the master does not allow. */
    static void evilReload(ProbeRun run) throws Exception {
        ServerProcess server = run.launch("--master", "--evil-reload-on-rss=5");
        run.await("spawned uWSGI worker 1 ", 1);
        // uWSGI looks at the memory after a request, jwsgi at any time: there the killed worker may take this one
        // along.
        run.get("/ready");
        run.line("*** EVIL RELOAD ON WORKER 1 RSS: ");
        run.await("Respawned uWSGI worker 1 ", 1);
        run.logged("died, killed by signal 9 :( trying respawn ...");
        server.signal("INT");
        run.exit("stop");
    }

    /** Workers without a master. */
    static void masterless(ProbeRun run) throws Exception {
        run.launch("--processes=3");
        run.await("uWSGI worker 3 (pid: ", 1);
        run.fact("processes that serve: " + serving(run));
        long victim = pid(run.await("uWSGI worker 2 (pid: ", 1));
        ServerProcess.signal(victim, "KILL");
        run.fact("after a kill: " + run.get("/"));
        ProcessLook.await("the end of worker 2", () -> !serves(victim));
        run.fact("worker 2 is " + (run.soon("Respawned uWSGI worker 2 ") ? "" : "not ") + "respawned");
    }

    private static boolean serves(long pid) throws Exception {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return !Files.readString(status).contains("State:\tZ");
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static int serving(ProbeRun run) {
        return (int) run.server().lines().stream()
                .filter(line -> line.matches("spawned [juW]+(wsgi|WSGI|SGI) worker \\d .*"))
                .count();
    }

    /** Requests at once in one process. */
    static void threads(ProbeRun run) throws Exception {
        run.serve("--threads=3");
        run.line("*** Operational MODE: ");
        List<CompletableFuture<String>> held = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            held.add(run.hold("gate", i));
        }
        run.open("gate");
        for (CompletableFuture<String> one : held) {
            run.fact("held together: " + answer(one));
        }
    }
}
