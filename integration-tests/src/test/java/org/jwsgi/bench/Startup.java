package org.jwsgi.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures the time from exec to the end of the first answer. */
final class Startup {
    private Startup() {}

    /** A way to start a server on a port. */
    record Case(String name, List<String> command, int port) {}

    /** What one start gave. */
    record Sample(double millis, double workerMegabytes, double masterMegabytes) {}

    static List<Case> cases(Path directory) throws IOException {
        int port = Contenders.freePort();
        return List.of(
                new Case("jwsgi, one process", Contenders.jwsgi(directory, port), port),
                new Case(
                        "jwsgi, master and one worker",
                        Contenders.with(Contenders.jwsgi(directory, port), "--master"),
                        port),
                new Case("uWSGI, one process", Contenders.uwsgi(directory, "http-socket", port), port),
                new Case(
                        "uWSGI, master and one worker",
                        Contenders.with(Contenders.uwsgi(directory, "http-socket", port), "--master"),
                        port),
                new Case("bare netty", Contenders.netty(port), port));
    }

    static Sample measure(Case server, Path directory) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(server.command())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            awaitAnswer(server.port(), start, process);
            double millis = (System.nanoTime() - start) / 1e6;
            List<Long> children = process.children().map(ProcessHandle::pid).toList();
            double own = Memory.pssKilobytes(process.pid()) / 1024.0;
            return children.isEmpty()
                    ? new Sample(millis, own, 0)
                    : new Sample(millis, Memory.pssKilobytes(children.getFirst()) / 1024.0, own);
        } finally {
            Contenders.end(process);
        }
    }

    private static void awaitAnswer(int port, long start, Process process) throws IOException, InterruptedException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                if (new String(in.readAllBytes(), StandardCharsets.US_ASCII).endsWith("Hello World")) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet; this polls because no server of the row can tell the others' way of readiness.
                if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                    throw new IOException("no answer on port " + port, e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
