package org.jwsgi.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Probes of hooks, users, other programs and names. */
final class IdentityProbes {
    private static final List<String> PHASES = List.of(
            "asap",
            "pre-jail",
            "in-jail",
            "as-root",
            "as-user",
            "pre-app",
            "post-app",
            "master-start",
            "post-fork",
            "accepting",
            "accepting-once",
            "accepting1",
            "accepting1-once",
            "as-user-atexit");

    private IdentityProbes() {}

    /** The order of hooks over a start, a reload and the end. */
    static void hooks(ProbeRun run) throws Exception {
        ServerProcess server = run.launch(PHASES.stream()
                .map(phase -> "--hook-" + phase + "=print:" + phase)
                .toArray(String[]::new));
        run.await("spawned uWSGI worker 1 ", 1);
        run.get("/");
        server.signal("INT");
        run.exit("stop");
        order(run, "as root, without master");
        server = run.launch(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("--master", "--uid=nobody", "--gid=nogroup"),
                        PHASES.stream().map(phase -> "--hook-" + phase + "=print:" + phase))
                .toArray(String[]::new));
        run.await("spawned uWSGI worker 1 ", 1);
        run.get("/");
        server.signal("INT");
        run.exit("stop");
        order(run, "as nobody, with master");
    }

    private static void order(ProbeRun run, String how) {
        StringBuilder order = new StringBuilder(how).append(':');
        for (String line : run.server().lines()) {
            if (line.startsWith("running \"print:")) {
                order.append(' ').append(line.replaceAll(".*\\((.*)\\)\\.\\.\\.", "$1"));
            }
        }
        run.fact(order.toString());
    }

    /** Hooks that end the instance. */
    static void endingHooks(ProbeRun run) throws Exception {
        run.launch("--hook-asap=exit:5");
        run.exit("hook-asap=exit:5");
        run.launch("--hook-asap=exit:05");
        run.exit("hook-asap=exit:05");
        // A worker of uWSGI interrupts its master; one that is interrupted before it waits for children may wait for
        // ever.
        do {
            run.launch("--master", "--hook-post-fork=exec:false");
        } while (!run.endsSoon() && run.mayRace());
        run.exit("hook-post-fork=exec:false");
        run.logged("FATAL hook failed, destroying instance");
    }

    /** Another user with chosen groups. */
    static void user(ProbeRun run) throws Exception {
        run.serve("--master", "--uid=nobody", "--gid=nogroup", "--add-gid=adm");
        run.fact("master: " + identity(run.server().pid()));
        run.fact("worker: " + identity(run.worker()));
    }

    /** A master that stays root. */
    static void masterAsRoot(ProbeRun run) throws Exception {
        run.serve("--master", "--master-as-root", "--uid=nobody", "--gid=nogroup");
        run.fact("master: uid " + status(run.server().pid(), "Uid"));
        run.fact("worker: " + identity(run.worker()));
    }

    private static String identity(long pid) throws Exception {
        return "uid " + status(pid, "Uid") + ", gid " + status(pid, "Gid") + ", groups " + status(pid, "Groups");
    }

    /** Returns a line of a process' status. */
    static String status(long pid, String name) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip().replaceAll("\\s+", " ");
            }
        }
        throw new AssertionError("no " + name + " of " + pid);
    }

    /** The server becomes another program. */
    static void binaryPatch(ProbeRun run) throws Exception {
        run.launch("--privileged-binary-patch=/bin/echo");
        run.exit("/bin/echo");
        run.fact(
                run.server().lines().stream()
                                .anyMatch(line -> line.endsWith("--privileged-binary-patch=/bin/echo")
                                        && line.contains("--http-socket=127.0.0.1:" + run.port()))
                        ? "prints the server's arguments"
                        : "prints something else");
        run.launch("--privileged-binary-patch-arg=echo hi $0; exit 4");
        run.exit("echo hi $0; exit 4");
        run.line("hi /");
    }

    /** Names of processes. */
    static void names(ProbeRun run) throws Exception {
        named(run, "--auto-procname");
        named(run, "--procname=both");
        named(run, "--procname=both", "--procname-master=chief");
        named(run, "--auto-procname", "--procname-prefix=a-");
        named(run, "--auto-procname", "--procname-prefix-spaced=a");
        named(run, "--auto-procname", "--procname-append=-z");
    }

    private static void named(ProbeRun run, String... options) throws Exception {
        run.serve(
                java.util.stream.Stream.concat(java.util.stream.Stream.of("--master"), java.util.Arrays.stream(options))
                        .toArray(String[]::new));
        run.fact(String.join(" ", options) + ": master \"" + title(run.server().pid()) + "\", worker \""
                + title(run.worker()) + "\"");
    }

    private static String title(long pid) throws Exception {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                .replace('\0', ' ')
                .strip();
    }
}
