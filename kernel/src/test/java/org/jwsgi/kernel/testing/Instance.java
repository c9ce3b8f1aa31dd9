package org.jwsgi.kernel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running instance of test processes. Closing it leaves no process behind. */
public final class Instance implements AutoCloseable {
    private static final String BLOCKED = "HUP,INT,TERM,QUIT,CHLD,USR1,TSTP,WINCH";
    private static final Pattern PID = Pattern.compile("pid: (\\d+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path directory;
    private final BlockingQueue<String> unread;
    private final List<String> lines = new ArrayList<>();
    private final Set<Long> pids = new HashSet<>();

    private Instance(Process process, Path directory, BlockingQueue<String> unread) {
        this.process = process;
        this.directory = directory;
        this.unread = unread;
    }

    /** Starts an instance the way the launcher does. Its named pipes live in the directory. */
    public static Instance start(Class<?> main, Path directory, String... options) throws IOException {
        return start(System.getProperty("java.class.path"), main, directory, options);
    }

    /** Starts an instance whose processes may become anybody: its classes lie in the directory, for all to read. */
    public static Instance startForAll(Class<?> main, Path directory, String... options) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path from = Path.of(entry);
            boolean ours = Files.isDirectory(from) && Files.isDirectory(from.resolve("org/jwsgi"));
            if (ours || entry.contains("slf4j-api")) {
                Path to = directory.resolve("lib" + classPath.size());
                run("cp", "-r", entry, to.toString());
                run("chmod", "-R", "a+rX", to.toString());
                classPath.add(to.toString());
            } else if (entry.contains("jwsgi-plugin-api")) {
                classPath.add(entry);
            }
        }
        return start(String.join(":", classPath), main, directory, options);
    }

    private static Instance start(String classPath, Class<?> main, Path directory, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--block-signal=" + BLOCKED));
        List<String> java = new ArrayList<>(TestMasterMain.java(main, classPath));
        java.add(1, "-Xrs");
        command.addAll(java);
        command.add("directory=" + directory);
        command.addAll(List.of(options));
        for (String pipe : List.of("master", "worker1", "worker2", "hang", "output")) {
            run("mkfifo", "-m", "666", directory.resolve(pipe).toString());
        }
        // A pipe of our own ends with its last writer; the JDK closes a Process' pipe when that process ends.
        BlockingQueue<String> unread = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> read(directory.resolve("output"), unread));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        return new Instance(process, directory, unread);
    }

    private static void run(String... command) throws IOException {
        try {
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw new IOException("failed: " + List.of(command));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void read(Path pipe, BlockingQueue<String> unread) {
        try (BufferedReader output = Files.newBufferedReader(pipe)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                unread.add(line);
            }
        } catch (IOException e) {
            unread.add("cannot read: " + e);
        }
        unread.add("END OF OUTPUT");
    }

    /** Waits for the next line that contains a text, and returns it. */
    public String await(String text) throws InterruptedException {
        return await(line -> line.contains(text), text);
    }

    private String await(Predicate<String> wanted, String what) throws InterruptedException {
        while (true) {
            String line = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals("END OF OUTPUT")) {
                throw new AssertionError("no line with <" + what + "> in:\n" + String.join("\n", lines));
            }
            lines.add(line);
            Matcher matcher = PID.matcher(line);
            if (matcher.find()) {
                pids.add(Long.valueOf(matcher.group(1)));
            }
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    /** Returns the pid that a line of the log names. */
    public static int pidIn(String line) {
        Matcher matcher = PID.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError("no pid in: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Returns the pid of the first process. */
    public int pid() {
        return (int) process.pid();
    }

    /** Sends a signal to the first process. */
    public void signal(String name) throws IOException {
        signal(pid(), name);
    }

    /** Sends a signal to a process of this instance. */
    public void signal(int pid, String name) throws IOException {
        run("kill", "-" + name, Integer.toString(pid));
    }

    /** Gives an order through a named pipe; waits until a process reads it. */
    public void order(String pipe, String order) throws IOException {
        Files.writeString(directory.resolve(pipe), order + "\n");
    }

    /** Waits for the end of the first process and of its output, and returns the exit code. */
    public int end() throws InterruptedException {
        while (true) {
            String line = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("still running after:\n" + String.join("\n", lines));
            }
            if (line.equals("END OF OUTPUT")) {
                return process.waitFor();
            }
            lines.add(line);
        }
    }

    /** Waits for the end of the first process, while others may go on, and returns its exit code. */
    public int starterEnds() throws InterruptedException {
        return process.waitFor();
    }

    /** Returns the lines that have been waited for or passed over so far. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String line = unread.poll();
        while (line != null) {
            lines.add(line);
            line = unread.poll();
        }
        for (long pid : pids) {
            ProcessHandle.of(pid).filter(this::isOurs).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** A pid of the log may belong to somebody else by now. */
    private boolean isOurs(ProcessHandle handle) {
        return handle.info().commandLine().orElse("").contains("org.jwsgi.kernel.testing");
    }
}
