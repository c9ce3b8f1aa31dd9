package org.jwsgi.kernel.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.worker.Traffic;

/** Traffic that a test drives through a named pipe: one core, busy from {@code busy} until {@code free}. */
public final class TestTraffic implements Traffic {
    private final Scoreboard.Core core;
    private boolean busy;

    TestTraffic(Scoreboard.Core core) {
        this.core = core;
    }

    @Override
    public void start() {
        StdoutLogging.say("traffic starts");
    }

    @Override
    public void pause() {
        StdoutLogging.say("traffic pauses");
    }

    @Override
    public void resume() {
        StdoutLogging.say("traffic resumes");
    }

    @Override
    public synchronized boolean drain(Duration limit) throws InterruptedException {
        StdoutLogging.say("traffic drains");
        long end = System.nanoTime() + limit.toNanos();
        while (busy && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
        return !busy;
    }

    @Override
    public synchronized List<Activity> activity() {
        return busy ? List.of(new Activity(0, List.of("REQUEST_URI=/slow", "PATH_INFO=/slow"))) : List.of();
    }

    @Override
    public void overdue(ControlMessage.Overdue order) {
        StdoutLogging.say("overdue " + order.requests().size() + " interrupt=" + order.interrupt());
    }

    @Override
    public void close() {
        StdoutLogging.say("traffic closes");
    }

    private synchronized void busy(boolean now) {
        busy = now;
        core.set(CoreField.REQUEST_START, now ? System.currentTimeMillis() * 1000 : 0);
        notifyAll();
    }

    /**
     * Obeys the lines of a named pipe for ever, on a thread of its own; not at all when there is no such pipe. The pipe is
     * open for writing as well: it would end with each writer otherwise, and lose what the next one writes until it is opened
     * again.
     */
    void obey(Path pipe, Consumer<String> others) {
        if (!Files.exists(pipe)) {
            return;
        }
        Thread.ofPlatform().daemon().start(() -> {
            try (RandomAccessFile lines = new RandomAccessFile(pipe.toFile(), "rw")) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    switch (line) {
                        case "busy" -> busy(true);
                        case "free" -> busy(false);
                        default -> others.accept(line);
                    }
                    StdoutLogging.say("did " + line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void whenWaiting(Runnable task) {
        task.run();
    }
}
