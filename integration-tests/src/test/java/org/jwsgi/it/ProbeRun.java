package org.jwsgi.it;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jwsgi.it.SideBySide.Kind;

/**
 * One run of one probe against one of the two servers: it starts the server in a folder and on a port of its own, asks it,
 * signals it, and notes facts in which product, pids, seconds and paths are replaced, so that two runs can be compared.
 * Probes name log lines as uWSGI writes them; for jwsgi its name is put in.
 */
final class ProbeRun implements AutoCloseable {
    /** What a probe does. */
    interface Steps {
        void run(ProbeRun run) throws Exception;
    }

    private final Kind kind;
    private final Path directory;
    private final Path classes;
    private final List<String> facts = new ArrayList<>();
    private final List<ServerProcess> started = new ArrayList<>();
    private int port;

    private ProbeRun(Kind kind, Path directory, Path classes) {
        this.kind = kind;
        this.directory = directory;
        this.classes = classes;
    }

    /**
     * Makes a probe whose app is in a folder {@code classes} beside that of the run. Whatever it started is ended, and when it
     * fails, what it had noted and the log are told.
     */
    static SideBySide.Probe of(Steps steps) {
        return (kind, folder) -> {
            try (ProbeRun run = new ProbeRun(kind, folder, folder.resolveSibling("classes"))) {
                try {
                    steps.run(run);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(kind + " after " + run.facts + ", log:\n" + run.log(), e);
                }
                return List.copyOf(run.facts);
            }
        };
    }

    /** Returns the folder of this run, in which the server starts. */
    Path directory() {
        return directory;
    }

    /** Returns the port of the HTTP socket of the program that was started last. */
    int port() {
        return port;
    }

    /** Returns the program that was started last. */
    ServerProcess server() {
        return started.getLast();
    }

    /** Starts the server with the app on a port of its own and does not wait. */
    ServerProcess launch(String... options) throws Exception {
        List<String> all = new ArrayList<>(
                kind == Kind.UWSGI
                        ? List.of("--wsgi-file="
                                + ServerProcess.root().resolve("integration-tests/src/test/apps/process_probe.py"))
                        : List.of("--jvm-classpath=" + classes, "--jwsgi=ProcessProbe"));
        all.addAll(List.of(options));
        return bare(all.toArray(String[]::new));
    }

    /** Starts the server without an app. */
    ServerProcess bare(String... options) throws Exception {
        port = Programs.freePort();
        List<String> all = new ArrayList<>(List.of("--http-socket=127.0.0.1:" + port));
        all.addAll(List.of(options));
        return program(all.toArray(String[]::new));
    }

    /** Starts the program with these arguments only. */
    ServerProcess program(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                kind == Kind.UWSGI
                        ? List.of("uwsgi", "--plugins=python3,cheaper_busyness")
                        : List.of(ServerProcess.distribution()
                                .resolve("bin/jwsgi")
                                .toString()));
        command.addAll(List.of(options));
        started.add(ServerProcess.start(directory, Map.of(), command));
        return server();
    }

    /** Starts the server with the app and waits until it answers. */
    ServerProcess serve(String... options) throws Exception {
        launch(options);
        await("spawned uWSGI worker 1 ", 1);
        HttpClient.get(port, "/ready");
        return server();
    }

    /** Notes a fact. */
    void fact(String fact) {
        facts.add(normal(fact));
    }

    /** Notes how the server ended. */
    void exit(String cause) throws Exception {
        int code = server().awaitExit();
        fact(cause + ": " + (code > 128 && code < 160 ? "killed by signal " + (code - 128) : "exit " + code));
    }

    /** Waits for a log line and notes the whole of it. */
    String line(String text) throws Exception {
        return lines(text, 1);
    }

    /** Waits for so many lines and notes the last of them. */
    String lines(String text, int count) throws Exception {
        String line = await(text, count);
        fact(line);
        return line;
    }

    /** Waits for so many lines and notes nothing. */
    String await(String text, int count) throws Exception {
        return server().awaitLines(ours(text), count);
    }

    /** Notes whether a line has been logged. */
    void logged(String text) {
        fact((server().count(ours(text)) > 0 ? "logs " : "does not log ") + text);
    }

    /** Returns how many lines contain a text so far. */
    long count(String text) {
        return server().count(ours(text));
    }

    /** Returns what a client gets: the status, or how the connection ended. */
    String get(String path) {
        try {
            return Integer.toString(HttpClient.get(port, path).status());
        } catch (EOFException e) {
            return "closed";
        } catch (ConnectException e) {
            return "refused";
        } catch (IOException e) {
            return "Connection reset".equals(e.getMessage()) ? "closed" : e.toString();
        }
    }

    /** Tells whether a race inside the server may be run again: only those of the other product, and a few times. */
    boolean mayRace() {
        return kind == Kind.UWSGI && started.size() < 10;
    }

    /** Returns the pid of the worker that answers. */
    long worker() throws Exception {
        return Long.parseLong(HttpClient.get(port, "/").text());
    }

    /** Sends a request in the background that is answered when the gate opens, and waits until the app has it. */
    CompletableFuture<String> hold(String gate, int heldNow) throws Exception {
        CompletableFuture<String> answer = ask("/hold?" + directory.resolve(gate));
        server().awaitLines("holding", heldNow);
        return answer;
    }

    /**
     * Waits until all workers serve, by giving each a request. A signal can pass uWSGI's worker by that has just been
     * forked.
     */
    void warm(int workers) throws Exception {
        String gate = "warm-" + started.size() + "-" + server().count("holding");
        List<CompletableFuture<String>> held = holdAll(gate, workers);
        open(gate);
        for (CompletableFuture<String> one : held) {
            answer(one);
        }
    }

    /** Sends requests together, so that no worker idles until the others have one, and waits until all are held. */
    List<CompletableFuture<String>> holdAll(String gate, int count) throws Exception {
        int before = (int) server().count("holding");
        List<CompletableFuture<String>> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(ask("/hold?" + directory.resolve(gate)));
        }
        server().awaitLines("holding", before + count);
        return held;
    }

    /** Sends a request in the background. */
    CompletableFuture<String> ask(String path) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> answer.complete(get(path)));
        return answer;
    }

    /** Tells whether a line comes before long, where one of the servers never writes it. */
    boolean soon(String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        ProcessLook.await("the line or the end of the wait", () -> count(text) > 0 || System.nanoTime() > end);
        return count(text) > 0;
    }

    /** Tells whether the server ends before long, where one of them sometimes never does. */
    boolean endsSoon() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        ProcessLook.await("the end or the end of the wait", () -> !server().isAlive() || System.nanoTime() > end);
        return !server().isAlive();
    }

    /** Lets held requests go. */
    void open(String gate) throws IOException {
        Files.createFile(directory.resolve(gate));
    }

    /** Returns an answer that was waited for. */
    static String answer(CompletableFuture<String> answer) throws Exception {
        try {
            return answer.get(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes into the master FIFO, once there is a reader. */
    void fifo(String bytes) throws Exception {
        Path fifo = directory.resolve("fifo");
        ProcessLook.await("the FIFO is there", () -> Files.exists(fifo));
        Process shell = new ProcessBuilder("/bin/sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", bytes, fifo.toString())
                .inheritIO()
                .start();
        if (!shell.waitFor(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            shell.destroyForcibly();
            throw new AssertionError("nobody reads " + fifo);
        }
    }

    /** Reads a stats server. */
    static String stats(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Waits until the server has exactly so many children. */
    void awaitChildren(int count) throws Exception {
        ProcessLook.await(count + " children", () -> server().children().size() == count);
    }

    /** Replaces what differs from run to run and from product to product. */
    private String normal(String line) {
        return line.replace("jwsgi", "uWSGI")
                .replace(directory.toString(), "DIR")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                .replaceAll("\\b(pid:? |process )\\d+", "$1P")
                .replaceAll("^\\w{3} \\w{3} [ \\d]\\d [\\d:]{8} \\d{4} - ", "")
                .replaceAll("\\(\\d+-\\d+\\)", "(NOW-LAST)")
                .replaceAll("\\b\\d+ second\\(s\\)", "S second(s)")
                .replaceAll("RSS: \\d+", "RSS: B");
    }

    private String ours(String text) {
        return kind == Kind.UWSGI ? text : text.replace("uWSGI", "jwsgi");
    }

    private String log() {
        List<String> all = new ArrayList<>();
        started.forEach(each -> all.addAll(each.lines()));
        return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
    }

    @Override
    public void close() {
        started.forEach(ServerProcess::close);
    }
}
