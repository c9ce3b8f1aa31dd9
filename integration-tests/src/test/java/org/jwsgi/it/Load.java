package org.jwsgi.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that send one request after the other, each on a connection of its own, until they are told to stop. */
final class Load implements AutoCloseable {
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger served = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private final int port;
    private final String path;

    private Load(int port, String path) {
        this.port = port;
        this.path = path;
    }

    static Load start(int port, String path, int clients) {
        Load load = new Load(port, path);
        for (int i = 0; i < clients; i++) {
            load.clients.add(Thread.ofPlatform().daemon().name("load").start(load::run));
        }
        return load;
    }

    /** Waits until this many more requests have been answered. */
    void awaitServed(int more) throws InterruptedException {
        int goal = served.get() + more;
        CountDownLatch tick = new CountDownLatch(1);
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (served.get() < goal) {
            if (System.nanoTime() > end) {
                throw new AssertionError("only " + served.get() + " requests served; failures: " + failures());
            }
            tick.await(5, TimeUnit.MILLISECONDS);
        }
    }

    /** Returns what went wrong so far, one line for each failed request. */
    List<String> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping.set(true);
        for (Thread client : clients) {
            client.join(ServerProcess.PATIENCE.toMillis());
        }
    }

    private void run() {
        while (!stopping.get()) {
            try {
                HttpClient.Reply reply = HttpClient.get(port, path);
                if (reply.status() == 200) {
                    served.incrementAndGet();
                } else {
                    fail(reply.statusLine());
                }
            } catch (IOException e) {
                fail(e.toString());
            }
        }
    }

    private void fail(String reason) {
        synchronized (failures) {
            failures.add(reason);
        }
    }
}
