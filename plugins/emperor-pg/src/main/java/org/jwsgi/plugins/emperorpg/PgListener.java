package org.jwsgi.plugins.emperorpg;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.MonitorContext;
import org.postgresql.PGConnection;

/**
 * Listens to a channel of the database on a connection that it keeps, and has the monitor scan when there is a notification;
 * also once it listens, since it may have missed some. A thread of its own. Without it, or while it cannot connect, the
 * regular scans find everything, only later.
 */
final class PgListener implements Runnable, AutoCloseable {
    private static final int SIGN_OF_LIFE_SECONDS = 60;
    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final PgAddress address;
    private final String channel;
    private final MonitorContext context;
    private @Nullable Connection connection;
    private boolean closed;
    private String failure = "";

    PgListener(PgAddress address, String channel, MonitorContext context) {
        this.address = address;
        this.channel = channel;
        this.context = context;
    }

    @Override
    public void run() {
        long pause = 1;
        while (!isClosed()) {
            try (Connection connected = address.connect(0)) {
                if (!keep(connected)) {
                    return;
                }
                listen(connected);
                pause = 1;
                await(connected);
            } catch (SQLException e) {
                report(PgMonitor.reason(e));
            }
            try {
                TimeUnit.SECONDS.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_SECONDS);
        }
    }

    private void listen(Connection connected) throws SQLException {
        try (Statement statement = connected.createStatement()) {
            statement.execute("LISTEN \"" + channel.replace("\"", "\"\"") + "\"");
        }
        failure = "";
        context.wakeUp();
    }

    private void await(Connection connected) throws SQLException {
        PGConnection notifying = connected.unwrap(PGConnection.class);
        while (!isClosed()) {
            int patience = (int) TimeUnit.SECONDS.toMillis(SIGN_OF_LIFE_SECONDS);
            if (notifying.getNotifications(patience).length > 0) {
                context.wakeUp();
            } else if (!connected.isValid(SIGN_OF_LIFE_SECONDS)) {
                throw new SQLException("the server does not answer");
            }
        }
    }

    /** Tells once why there are no notifications: the monitor itself tells when the database is not there at all. */
    private void report(String reason) {
        if (!isClosed() && !reason.equals(failure)) {
            failure = reason;
            context.log()
                    .warn(
                            "[emperor-pg] cannot listen to channel {}: {}; changes are found by polling",
                            channel,
                            reason);
        }
    }

    private synchronized boolean keep(Connection connected) {
        connection = connected;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the listener, without waiting for the server. */
    @Override
    public synchronized void close() {
        closed = true;
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.abort(Runnable::run);
            } catch (SQLException e) {
                // It is gone all the same.
            }
        }
    }
}
