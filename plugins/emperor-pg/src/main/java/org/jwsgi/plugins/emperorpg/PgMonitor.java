package org.jwsgi.plugins.emperorpg;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Asks the database for each scan, on a connection of its own as uWSGI does, so that a server that has moved is found. The
 * monitor's thread; a {@link PgListener} on another one has it scan early.
 */
final class PgMonitor implements PollingMonitor {
    private static final int PATIENCE_SECONDS = 30;

    private final PgAddress address;
    private final MonitorContext context;
    private final PgListener listener;
    private final ChangeStamps stamps = new ChangeStamps();
    private final Set<String> reported = new HashSet<>();
    private boolean listens;

    PgMonitor(PgAddress address, String channel, MonitorContext context) {
        this.address = address;
        this.context = context;
        this.listener = new PgListener(address, channel, context);
    }

    @Override
    public String label(MonitorAddress configured) {
        return address.label();
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException, InterruptedException {
        if (!listens) {
            listens = true;
            context.background("listener of " + address.label(), listener);
        }
        try (Connection connection = address.connect(PATIENCE_SECONDS);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(address.sql())) {
            return stamps.stamp(read(rows));
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("the monitor is closed");
            }
            throw new MonitorException("libpq-error: " + reason(e), e);
        }
    }

    /** Returns the first line of an error: the others show where in the query it is. */
    static String reason(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private List<VassalSpec> read(ResultSet rows) throws SQLException, MonitorException {
        int columns = rows.getMetaData().getColumnCount();
        if (columns < 3) {
            throw new MonitorException("the query gives too few columns: name, config and ts are needed");
        }
        List<VassalSpec> vassals = new ArrayList<>();
        while (rows.next()) {
            String name = rows.getString(1);
            if (name == null || name.isEmpty()) {
                continue;
            }
            VassalSpec vassal = VassalSpec.of(name, stamp(name, rows.getString(3)));
            String config = rows.getString(2);
            if (config != null && !config.isEmpty()) {
                vassal = vassal.withConfig(config);
            }
            String socket = columns > 5 ? rows.getString(6) : null;
            if (socket != null && !socket.isEmpty()) {
                vassal = vassal.onDemand(socket);
            }
            if (context.ownersWanted()) {
                int uid = columns > 4 ? number(rows.getString(4)) : -1;
                int gid = columns > 4 ? number(rows.getString(5)) : -1;
                if (uid < 0 || gid < 0) {
                    reportOwner(name);
                    continue;
                }
                vassal = vassal.ownedBy(uid, gid);
            }
            vassals.add(vassal);
        }
        return vassals;
    }

    /** Tells once of each vassal, not with each scan. */
    private void reportOwner(String name) {
        if (reported.add(name)) {
            context.log().error("[emperor-pg] missing uid and gid for vassal {}", name);
        }
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Instant stamp(String name, @Nullable String text) throws MonitorException {
        if (text == null) {
            return ChangeStamps.NONE;
        }
        try {
            return ChangeStamps.ofSeconds(new BigDecimal(text));
        } catch (NumberFormatException | DateTimeException e) {
            throw new MonitorException("the ts of vassal " + name + " is no number of seconds: " + text, e);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
