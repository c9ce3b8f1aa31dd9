package org.jwsgi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Apps of the JWSGI interface that a bench writes and compiles. */
final class BenchApp {
    /** What {@link #HELLO} answers. */
    static final String GREETING = "hello from a vassal";

    /** Answers a greeting, in a class {@code Hello}. */
    static final String HELLO = """
            import java.util.HashMap;

            public class Hello {
                public static Object[] application(HashMap<String, Object> env) {
                    return new Object[] {200, new HashMap<String, Object>(), "hello from a vassal"};
                }
            }
            """;

    private BenchApp() {}

    /** Compiles sources, each of one class that its text names, into a folder. */
    static void compile(Path folder, String... sources) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/javac", "--release", "17"));
        for (String source : sources) {
            String name = source.split("public class ", 2)[1].split("\\W", 2)[0];
            command.add(
                    Files.writeString(folder.resolve(name + ".java"), source).toString());
        }
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("cannot compile the apps");
        }
    }

    /** Waits, as long as the server lives, until it answers the greeting at a port. */
    static void awaitAnswer(int port, BooleanSupplier alive) throws IOException, InterruptedException {
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                if (new String(socket.getInputStream().readAllBytes(), US_ASCII).contains(GREETING)) {
                    return;
                }
            } catch (IOException e) {
                if (!alive.getAsBoolean()) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
