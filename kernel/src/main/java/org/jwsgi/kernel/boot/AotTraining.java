package org.jwsgi.kernel.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/**
 * Makes the AOT archive of an installation for the JDK that runs this: starts the server as a user would, lets it serve
 * some requests, and lets the JVM write down what it loaded (JEP 514). One archive serves all roles, so a training run is
 * a master with a worker first and a sole process then. Vassals have a smaller one of their own: {@link VassalTraining}.
 *
 * <p>Runs in: TOOL, at the assembly of a distribution or in the background of a first start. Arguments: the installation
 * folder and, optionally, the archive's path.
 */
public final class AotTraining {
    /** Set in the training run's environment. */
    static final String TRAINING_VARIABLE = "JWSGI_AOT_TRAINING";

    private static final int REQUESTS = 400;
    private static final String REQUEST = "GET /training?a=b HTTP/1.1\r\nHost: localhost\r\nUser-Agent: training\r\n"
            + "Accept: */*\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n\r\n";
    private static final String APP = """
            import java.util.HashMap;
            public class Training {
                public static Object[] application(HashMap<String, Object> env) {
                    HashMap<String, Object> headers = new HashMap<>();
                    headers.put("Content-Type", "text/plain");
                    return new Object[] {200, headers, "trained"};
                }
            }
            """;

    private AotTraining() {}

    /** Makes the archive; ends with an exception that says why it could not. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path home = Path.of(args[0]).toAbsolutePath();
        Path archive = args.length > 1 ? Path.of(args[1]) : home.resolve("lib/aot/" + buildOfJdk() + ".aot");
        Optional<AotLock> lock = AotLock.take(archive, AotLock.Task.TRAIN);
        if (lock.isEmpty()) {
            throw new IOException("another process makes the archive " + archive);
        }
        try (AotLock held = lock.get()) {
            make(home, archive);
            held.removeFile();
        }
    }

    private static void make(Path home, Path archive) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(archive.toAbsolutePath().getParent(), "training");
        try {
            Path made = folder.resolve("new.aot");
            compile(folder);
            train(home, folder, made);
            // The log of a running server must never see half an archive.
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
            new VassalTraining(home, folder).train(made);
            Files.move(made, ofVassals(archive), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(folder);
        }
    }

    private static void train(Path home, Path folder, Path archive) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("bin/jwsgi").toString(),
                        "--ini",
                        configuration(folder).toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(environment("1", "-XX:AOTCacheOutput=" + archive));
        Process server = builder.start();
        List<String> output = new ArrayList<>();
        try {
            // By its handle: Process.destroy would also close the output that is still being read.
            serve(
                    server.getInputStream(),
                    output,
                    REQUESTS,
                    () -> server.toHandle().destroy());
            if (!server.waitFor(2, TimeUnit.MINUTES)) {
                throw new IOException("the training run did not end:\n" + String.join("\n", output));
            }
        } finally {
            server.destroyForcibly();
        }
        requireArchive(archive, output);
    }

    static void requireArchive(Path archive, List<String> output) throws IOException {
        if (!Files.isRegularFile(archive)) {
            throw new IOException("the training run wrote no archive:\n" + String.join("\n", output));
        }
    }

    /** Returns where the archive of vassals is, from where the other is. The launcher knows the same rule. */
    static Path ofVassals(Path archive) {
        String name = String.valueOf(archive.getFileName());
        return archive.resolveSibling(name.substring(0, name.length() - ".aot".length()) + "-vassal.aot");
    }

    /**
     * Returns the environment of a training run: this process' own without what means a server that has started this one.
     *
     * @param kind the value of {@link #TRAINING_VARIABLE}
     * @param options more options of the JVM
     */
    static Map<String, String> environment(String kind, String options) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("UWSGI_") || name.startsWith("JWSGI_") || name.startsWith("LISTEN_"));
        environment.put(TRAINING_VARIABLE, kind);
        environment.put("JWSGI_JAVA_HOME", System.getProperty("java.home"));
        environment.put("JWSGI_JAVA_OPTS", options);
        return environment;
    }

    /** Compiles the app here, so that the compiler's own classes do not get into the archive and every worker's memory. */
    private static void compile(Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("Training.java"), APP);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());
        if (status != 0) {
            throw new IOException("cannot compile the app of the training run");
        }
    }

    private static Path configuration(Path folder) throws IOException {
        return Files.writeString(folder.resolve("training.ini"), """
                [uwsgi]
                name = training
                http-socket = 127.0.0.1:0
                socket = %1$s/training.sock
                stats = %1$s/stats.sock
                chdir = %1$s
                threads = %%(2 * 2)
                jvm-classpath = %1$s
                jwsgi = Training
                need-app = true
                """.formatted(folder));
    }

    /**
     * Reads what a server logs until it ends, and when it accepts sends requests to it.
     *
     * @param log what the server writes
     * @param output gets the lines
     * @param stop has the server stop
     */
    static void serve(InputStream log, List<String> output, int requests, Runnable stop) throws IOException {
        int port = 0;
        boolean sent = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                int address = line.indexOf("bound to TCP address 127.0.0.1:");
                if (address >= 0) {
                    String rest = line.substring(line.indexOf(':', address) + 1);
                    port = Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
                }
                if (!sent && port > 0 && line.startsWith("spawned jwsgi worker 1 (and the only)")) {
                    sent = true;
                    int listening = port;
                    // On a thread of its own, because the server stops when nobody reads its log.
                    Thread.ofPlatform().name("client").start(() -> exercise(listening, requests, stop));
                }
            }
        }
    }

    private static void exercise(int port, int requests, Runnable stop) {
        try {
            for (int i = 0; i < 4; i++) {
                request(port, requests / 4);
            }
        } catch (IOException e) {
            System.err.println("cannot exercise the training run: " + e.getMessage());
        } finally {
            stop.run();
        }
    }

    private static void request(int port, int requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            byte[] buffer = new byte[4096];
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read(buffer) <= 0) {
                    throw new IOException("the server closed the connection of the training run");
                }
            }
        }
    }

    /** Returns the JDK's build as the launcher reads it from the release file. */
    static String buildOfJdk() throws IOException {
        for (String line : Files.readAllLines(Path.of(System.getProperty("java.home"), "release"))) {
            if (line.startsWith("JAVA_RUNTIME_VERSION=")) {
                return line.substring(line.indexOf('=') + 1).replace("\"", "");
            }
        }
        throw new IOException("the release file of " + System.getProperty("java.home") + " names no build");
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
