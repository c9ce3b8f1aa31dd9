package org.jwsgi.it;

import static org.jwsgi.it.ProbeRun.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Probes of how many workers there are: cheaper, cheap, idle, pauses and the master FIFO. */
final class ScaleProbes {
    private ScaleProbes() {}

    /** The default algorithm under load and after it. */
    static void spare(ProbeRun run) throws Exception {
        run.launch("--master", "--processes=5", "--cheaper=1", "--cheaper-initial=2", "--cheaper-step=2");
        run.await("spawned uWSGI worker 2 ", 1);
        List<CompletableFuture<String>> held = run.holdAll("gate", 2);
        run.await("spawned uWSGI worker 3 ", 1);
        run.await("spawned uWSGI worker 4 ", 1);
        run.fact("while two requests run: workers 3 and 4 are spawned");
        run.open("gate");
        for (CompletableFuture<String> one : held) {
            run.fact("request: " + answer(one));
        }
        run.awaitChildren(1);
        run.fact("afterwards: 1 worker, " + run.get("/"));
    }

    /** A minimum that is none. */
    static void cheaperTooHigh(ProbeRun run) throws Exception {
        run.launch("--master", "--processes=5", "--cheaper=5");
        run.exit("cheaper=5, processes=5");
        run.line("invalid cheaper value: must be lower than processes");
    }

    /** An instance that sleeps without workers. */
    static void cheap(ProbeRun run) throws Exception {
        run.launch("--master", "--processes=2", "--cheap", "--idle=3");
        run.line("cheap mode enabled: waiting for socket connection...");
        run.fact("workers: " + run.server().children().size());
        run.fact("first request: " + run.get("/"));
        run.line("workers have been inactive for more than 3 seconds");
        run.awaitChildren(0);
        run.fact("cheap again, next request: " + run.get("/"));
    }

    /** An instance that ends when nobody needs it. */
    static void dieOnIdle(ProbeRun run) throws Exception {
        run.serve("--master", "--idle=2", "--die-on-idle");
        run.exit("idle=2, die-on-idle");
        run.line("workers have been inactive for more than 2 seconds");
    }

    /** Commands of the FIFO. */
    static void fifo(ProbeRun run) throws Exception {
        ServerProcess server = run.serve(
                "--master",
                "--processes=2",
                "--lazy-apps",
                "--master-fifo=" + run.directory().resolve("fifo"));
        run.await("spawned uWSGI worker 2 ", 1);
        run.warm(2);
        run.fifo("w");
        run.await("Respawned uWSGI worker 1 ", 1);
        run.await("Respawned uWSGI worker 2 ", 1);
        run.warm(2);
        run.fact("w: both respawned, " + run.get("/"));
        run.fifo("W");
        run.await(" :( trying respawn ...", 2);
        run.await("Respawned uWSGI worker 1 ", 2);
        run.await("Respawned uWSGI worker 2 ", 2);
        run.warm(2);
        run.fact("W: both respawned with DAMN, " + run.get("/"));
        run.fifo("p");
        run.line("*** PAUSE (press start to resume");
        run.lines("*** worker 1 suspended ***", 1);
        run.fifo("p");
        run.line("(SIGTSTP received) resuming workers");
        run.lines("*** worker 1 resumed ***", 1);
        run.fact("p: " + run.get("/"));
        run.fifo("c");
        run.line("chain reload starting...");
        run.line("chain next victim is worker 1");
        run.line("chain next victim is worker 2");
        run.line("chain reloading complete");
        run.fact("c: " + run.get("/"));
        run.fifo("C");
        run.line("going cheap...");
        run.awaitChildren(0);
        run.fact("C: " + run.get("/"));
        run.warm(2);
        server.signal("INT");
        run.exit("stop");
    }

    /** The busyness algorithm. */
    static void busyness(ProbeRun run) throws Exception {
        run.serve(
                "--master",
                "--processes=4",
                "--cheaper-algo=busyness",
                "--cheaper=1",
                "--cheaper-overload=2",
                "--cheaper-busyness-multiplier=1",
                "--cheaper-busyness-verbose");
        CompletableFuture<String> held = run.hold("gate", 1);
        run.line("2s average busyness is at 100%, will spawn 1 new worker(s)");
        run.await("spawned uWSGI worker 2 ", 1);
        run.open("gate");
        run.fact("request: " + answer(held));
        run.awaitChildren(1);
        run.fact("then " + run.get("/"));
    }

    /** Workers on processors of their own. */
    static void affinity(ProbeRun run) throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        run.serve("--master", "--processes=3", "--cpu-affinity=1");
        run.await("spawned uWSGI worker 3 ", 1);
        for (int worker = 1; worker <= 3; worker++) {
            int processor = (worker - 1) % processors;
            run.await("mapping worker " + worker + " to CPUs: " + processor, 1);
            run.fact("mapping worker " + worker + " to CPUs: " + (worker - 1) + " % the number of CPUs");
        }
        List<String> allowed = new ArrayList<>();
        for (long pid : run.server().children()) {
            allowed.add(IdentityProbes.status(pid, "Cpus_allowed_list"));
        }
        allowed.sort(null);
        List<String> expected = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            expected.add(Integer.toString(worker % processors));
        }
        expected.sort(null);
        run.fact("the kernel says " + (allowed.equals(expected) ? "so" : allowed));
    }
}
