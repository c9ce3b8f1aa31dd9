package org.jwsgi.plugins.emperorredis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.MonitorContext;

/**
 * Subscribes to the channel that is named as the set, and has the monitor scan at each message; also once it is subscribed,
 * since it may have missed some. A thread of its own. While it is not, the regular scans find everything, only later.
 */
final class RedisSubscriber implements Runnable, AutoCloseable {
    private static final int SIGN_OF_LIFE_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final RedisAddress address;
    private final MonitorContext context;
    private @Nullable RedisConnection connection;
    private boolean closed;
    private String failure = "";

    RedisSubscriber(RedisAddress address, MonitorContext context) {
        this.address = address;
        this.context = context;
    }

    @Override
    public void run() {
        for (long pause = 1; !isClosed(); pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS)) {
            try (RedisConnection opened = new RedisConnection(address)) {
                if (!keep(opened)) {
                    return;
                }
                opened.open();
                opened.ask(List.of(List.of("SUBSCRIBE", address.key())));
                failure = "";
                pause = 1;
                receive(opened);
            } catch (IOException e) {
                report(RedisMonitor.reason(e));
            }
            try {
                TimeUnit.SECONDS.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Waits for messages until the connection fails: a server that says nothing for long is asked whether it is there. */
    private void receive(RedisConnection from) throws IOException {
        context.wakeUp();
        from.patience(SIGN_OF_LIFE_MILLIS);
        boolean asked = false;
        while (!isClosed()) {
            try {
                boolean isMessage = from.answer() instanceof List<?> parts
                        && !parts.isEmpty()
                        && "message".equals(parts.getFirst());
                asked = false;
                if (isMessage) {
                    context.wakeUp();
                }
            } catch (SocketTimeoutException e) {
                if (asked) {
                    throw e;
                }
                asked = true;
                from.send(List.of(List.of("PING")));
            }
        }
    }

    private void report(String reason) {
        if (!isClosed() && !reason.equals(failure)) {
            failure = reason;
            context.log()
                    .warn(
                            "[emperor-redis] cannot subscribe to {}: {}; changes are found by polling",
                            address.key(),
                            reason);
        }
    }

    private synchronized boolean keep(RedisConnection opened) {
        connection = opened;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the subscription. */
    @Override
    public synchronized void close() {
        closed = true;
        RedisConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
