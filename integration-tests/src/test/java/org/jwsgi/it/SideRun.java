package org.jwsgi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.it.SideBySide.Kind;

/**
 * One run of a probe: the programs of one kind that it starts in its folder, and the facts, in which product, pids,
 * ports and paths are replaced so that two runs can be compared. Probes name log lines as uWSGI writes them. The app's class
 * is in a folder {@code classes} beside that of the run.
 */
class SideRun implements AutoCloseable {
    private final Kind kind;
    private final Path folder;
    private final List<String> facts = new ArrayList<>();
    private final List<ServerProcess> started = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    SideRun(Kind kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    /** Returns the facts. */
    List<String> facts() {
        return List.copyOf(facts);
    }

    /** Ends a program when the run is over. */
    void own(ServerProcess process) {
        started.add(process);
    }

    /** Returns the run's folder. */
    Path folder() {
        return folder;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the path of a file in the run's folder. */
    String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Chooses a port that facts show under a name. */
    int port(String name) throws IOException {
        int port = Programs.freePort();
        names.put(":" + port, ":" + name);
        return port;
    }

    /** Starts the server with options only. */
    ServerProcess bare(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                kind == Kind.UWSGI
                        ? List.of("uwsgi", "--plugins=python3,zergpool")
                        : List.of(ServerProcess.distribution()
                                .resolve("bin/jwsgi")
                                .toString()));
        command.addAll(Arrays.asList(options));
        ServerProcess process = ServerProcess.start(folder, Map.of(), command);
        started.add(process);
        return process;
    }

    /** Starts the server with a master and an app. */
    ServerProcess launch(String... options) throws IOException {
        List<String> all = new ArrayList<>(
                kind == Kind.UWSGI
                        ? List.of("--wsgi-file=" + Programs.script("zerg_app.py"))
                        : List.of("--jvm-classpath=" + folder.resolveSibling("classes"), "--jwsgi=Probe"));
        all.add("--master");
        all.addAll(Arrays.asList(options));
        return bare(all.toArray(String[]::new));
    }

    /** Starts the server with an app and waits for its worker. */
    ServerProcess serve(String... options) throws Exception {
        ServerProcess server = launch(options);
        await(server, "spawned uWSGI worker 1 ", 1);
        return server;
    }

    /** Notes a fact. */
    void fact(String fact) {
        facts.add(normal(fact));
    }

    /** Waits for lines and notes the last of them. */
    String line(ServerProcess process, String text, int count) throws Exception {
        String line = await(process, text, count);
        fact(line);
        return line;
    }

    /** Waits for lines. */
    String await(ServerProcess process, String text, int count) throws Exception {
        return process.awaitLines(ours(text), count);
    }

    /** Returns how many lines contain a text so far. */
    long count(ServerProcess process, String text) {
        return process.count(ours(text));
    }

    /** Notes how a program ended. */
    void exit(ServerProcess process, String who) throws Exception {
        fact(who + ": exit " + process.awaitExit());
    }

    /** Notes whether a line has been logged. */
    void logged(ServerProcess process, String text) {
        fact((process.count(ours(text)) > 0 ? "logs " : "does not log ") + text);
    }

    /** Notes the permissions of a file. */
    void mode(String name) throws IOException {
        fact(name + ": " + PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
    }

    private String ours(String text) {
        return kind == Kind.UWSGI ? text : text.replace("uWSGI", "jwsgi").replace("uwsgi", "jwsgi");
    }

    private String normal(String fact) {
        String normal = fact.replace(folder + "/", "");
        for (Map.Entry<String, String> name : names.entrySet()) {
            normal = normal.replace(name.getKey(), name.getValue());
        }
        return normal.replaceAll("^\\w{3} \\w{3} [ \\d]\\d [\\d:]{8} \\d{4} - ", "")
                .replaceAll("\\b[uj]wsgi\\b", "uWSGI")
                .replaceAll("\\bpid: \\d+", "pid: P")
                .replaceAll("\\bfd:? \\d+", "fd F");
    }

    @Override
    public void close() {
        started.forEach(ServerProcess::close);
    }
}
