package org.jwsgi.plugins.masterfifo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/**
 * Reads the active FIFO on a thread of its own, since opening and reading pipes blocks, and hands the orders to the
 * master. The pipe is made once privileges are dropped, so that it belongs to the user that the instance runs as. When
 * somebody removes it, the next tick makes it again. Dies with the master, over a reload too; the file stays.
 */
final class MasterFifo implements MasterService {
    private static final int CHUNK = 4096;
    private static final int ERROR = 1;

    private final MasterContext context;
    private final List<Path> paths;
    private @Nullable NamedPipe current; // guarded by this

    /** Pipes of slots that were left; what is written to them waits until their slot is chosen again. Guarded by this. */
    private final Map<Path, NamedPipe> left = new HashMap<>();

    private boolean closed; // guarded by this
    private String problem = ""; // guarded by this

    MasterFifo(MasterContext context, List<Path> paths) {
        this.context = context;
        this.paths = List.copyOf(paths);
    }

    @Override
    public void start() {
        context.post(() -> {
            FifoCommands commands = new FifoCommands(paths, context.control(), context.log());
            if (open(commands.active()) == null) {
                context.control().abort(ERROR);
                return;
            }
            context.background("master-fifo", () -> read(commands));
        });
    }

    /** Has a pipe made again that somebody has removed: its reader notices, since its channel is closed. */
    @Override
    public synchronized void onTick() {
        if (current != null && !current.inPlace()) {
            context.log().warn("{} is gone, making it again", current.path());
            closeCurrent();
        }
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeCurrent();
        notifyAll();
    }

    private void read(FifoCommands commands) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        while (true) {
            try {
                NamedPipe pipe = await(commands.active());
                if (pipe == null) {
                    return;
                }
                while (pipe.path().equals(commands.active())) {
                    buffer.clear();
                    pipe.read(buffer);
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        commands.obey((char) (buffer.get() & 0xff));
                    }
                }
            } catch (ClosedChannelException e) {
                context.log().debug("{} was closed", commands.active());
            } catch (IOException e) {
                context.log().error("cannot read master fifo {}: {}", commands.active(), e.getMessage());
                closeCurrent();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Returns the open pipe of a path, trying once a second; null at the end. */
    private synchronized @Nullable NamedPipe await(Path path) throws InterruptedException {
        NamedPipe pipe = open(path);
        while (pipe == null && !closed) {
            wait();
            pipe = open(path);
        }
        return pipe;
    }

    /** Returns the open pipe of a path, made if it is not the current one; null when it cannot be, or at the end. */
    private synchronized @Nullable NamedPipe open(Path path) {
        if (closed) {
            return null;
        }
        if (current != null && current.path().equals(path)) {
            return current;
        }
        if (current != null) {
            left.put(current.path(), current);
            current = null;
        }
        NamedPipe before = left.remove(path);
        if (before != null) {
            current = before; // the next tick finds out if its file is gone
            return before;
        }
        try {
            current = NamedPipe.create(path);
            problem = "";
        } catch (IOException e) {
            String text = "cannot create master fifo " + path + ": " + e.getMessage();
            if (!text.equals(problem)) {
                problem = text;
                context.log().error("{}", text);
            }
        }
        return current;
    }

    private synchronized void closeCurrent() {
        NamedPipe pipe = current;
        current = null;
        if (pipe != null) {
            try {
                pipe.close();
            } catch (IOException e) {
                context.log().debug("cannot close {}", pipe.path(), e);
            }
        }
    }
}
