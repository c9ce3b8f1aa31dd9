package org.jwsgi.plugins.attachdaemon;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jwsgi.api.master.MasterContext;

/**
 * Reads and writes the files of one daemon, one after the other, on a thread of its own: a file system that hangs must hang
 * neither the master nor the other daemons. The thread starts with the first task and ends with the process, if not before.
 */
final class FileThread implements Executor, AutoCloseable {
    private static final Runnable END = () -> {};

    private final MasterContext context;
    private final String name;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicBoolean started = new AtomicBoolean();

    FileThread(MasterContext context, String name) {
        this.context = context;
        this.name = name;
    }

    /** Adds a task. Whoever gives tasks again and again waits for the last one first. Any thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (started.compareAndSet(false, true)) {
            context.background("files of " + name, this::run);
        }
    }

    private void run() {
        try {
            for (Runnable task = tasks.take(); task != END; task = tasks.take()) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    context.log().error("[jwsgi-daemons] {}: cannot use its files", name, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the thread after the tasks that are there already. */
    @Override
    public void close() {
        tasks.add(END);
    }
}
