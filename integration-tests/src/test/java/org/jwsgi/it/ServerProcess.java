package org.jwsgi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server program run by a test: jwsgi from the unpacked distribution, a real uWSGI, nginx, ... Its output is collected
 * line by line and can be waited for. Closing it ends the process and all its descendants, each by its own pid.
 */
final class ServerProcess implements AutoCloseable {
    /** How long a test waits for anything before it fails. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern PORT = Pattern.compile("bound to TCP address [^ ]*?:(\\d+) ");

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    private ServerProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().name("output").start(this::readOutput);
    }

    /** Starts jwsgi from the unpacked distribution. */
    static ServerProcess jwsgi(Path directory, String... arguments) throws IOException {
        return jwsgi(directory, Map.of(), arguments);
    }

    /** Starts jwsgi with additional environment variables. */
    static ServerProcess jwsgi(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(distribution().resolve("bin/jwsgi").toString());
        command.addAll(List.of(arguments));
        return start(directory, environment, command);
    }

    /** Starts any program. */
    static ServerProcess start(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.environment().putAll(new HashMap<>(environment));
        builder.environment().keySet().removeIf(name -> name.startsWith("UWSGI_") && !environment.containsKey(name));
        return new ServerProcess(builder.start());
    }

    /** Returns the folder of the unpacked distribution. */
    static Path distribution() {
        return Path.of(System.getProperty("jwsgi.dist"));
    }

    /** Returns the folder of the repository. */
    static Path root() {
        return Path.of(System.getProperty("jwsgi.root"));
    }

    /** Returns the pid of the program. */
    long pid() {
        return process.pid();
    }

    /** Tells whether it still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the pids of the direct children. */
    List<Long> children() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    /** Waits for a line that contains a text and returns it. */
    String awaitLine(String text) throws InterruptedException {
        return await(line -> line.contains(text), 1, "a line containing '" + text + "'");
    }

    /** Waits until a number of lines contain a text and returns the last of them. */
    String awaitLines(String text, int count) throws InterruptedException {
        return await(line -> line.contains(text), count, count + " lines containing '" + text + "'");
    }

    /** Waits until a worker accepts connections. */
    void awaitReady() throws InterruptedException {
        awaitLine("spawned jwsgi worker 1 ");
    }

    /** Waits for the line that tells an automatically assigned TCP port. */
    int awaitPort() throws InterruptedException {
        String line = await(candidate -> PORT.matcher(candidate).find(), 1, "a bound TCP port");
        Matcher matcher = PORT.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError(line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Returns what was printed so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Returns how many lines contain a text so far. */
    synchronized long count(String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends a signal by its name, such as {@code HUP}. */
    void signal(String name) throws IOException, InterruptedException {
        signal(pid(), name);
    }

    /** Sends a signal to a process. */
    static void signal(long pid, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        if (kill.waitFor() != 0) {
            throw new IOException("cannot signal " + pid);
        }
    }

    /** Waits for the end and returns the exit code; 128 + n when a signal n ended it. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("process " + pid() + " did not end; its output:\n" + String.join("\n", lines()));
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /**
     * Waits until a process is gone. It looks, since {@code onExit} can hang: its threads also collect the rest of a program's
     * output, which waits for whoever has inherited that, such as a daemon that survives.
     */
    static void awaitGone(long pid) throws Exception {
        ProcessLook.await(
                "process " + pid + " is gone",
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Override
    public void close() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String await(Predicate<String> wanted, int count, String description)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            int seen = 0;
            for (String line : lines) {
                if (wanted.test(line) && ++seen == count) {
                    return line;
                }
            }
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                throw new AssertionError("no " + description + " in:\n" + String.join("\n", lines));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void readOutput() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output ended: " + e.getMessage() + ")");
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }
}
