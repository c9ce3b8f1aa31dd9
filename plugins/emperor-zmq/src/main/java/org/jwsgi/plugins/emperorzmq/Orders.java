package org.jwsgi.plugins.emperorzmq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.VassalCommands;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Carries out messages in uWSGI's format: the parts are command, name, configuration, uid, gid and on-demand socket, of which
 * all but the first two may be empty or missing. A touch changes what it names: a missing part is as before, and so are an empty
 * configuration and an empty owner; an empty socket ends on-demand mode. The monitor's thread.
 */
final class Orders {
    private final MonitorContext context;
    private final Map<String, VassalSpec> known = new HashMap<>();

    Orders(MonitorContext context) {
        this.context = context;
    }

    /** Carries out a message; what it cannot mean anything is logged as uWSGI does. */
    void carryOut(List<byte[]> parts, VassalCommands vassals) {
        if (parts.size() < 2) {
            context.log().error("[emperor-zeromq] bad message received (command and instance name required)");
            return;
        }
        String command = text(parts, 0);
        String name = text(parts, 1);
        switch (command) {
            case "touch" -> touch(name, parts, vassals);
            case "destroy" -> {
                if (known.remove(name) == null) {
                    context.log().error("[emperor-zeromq] unknown instance \"{}\"", name);
                } else {
                    vassals.remove(name);
                }
            }
            default -> context.log().error("[emperor-zeromq] unknown command \"{}\"", command);
        }
    }

    private void touch(String name, List<byte[]> parts, VassalCommands vassals) {
        if (!context.accepts(name)) {
            return;
        }
        VassalSpec before = known.get(name);
        VassalSpec vassal = VassalSpec.of(name, later(before));
        if (parts.size() > 2 && parts.get(2).length > 0) {
            vassal = vassal.withConfig(parts.get(2));
        } else if (before != null && before.config().isPresent()) {
            vassal = vassal.withConfig(before.config().get().bytes()); // a touch alone reloads what it has
        }
        if (!text(parts, 3).isEmpty() || !text(parts, 4).isEmpty()) {
            vassal = vassal.ownedBy(number(text(parts, 3)), number(text(parts, 4)));
        } else if (before != null) {
            vassal = vassal.ownedBy(before.owner().uid(), before.owner().gid());
        }
        Optional<String> socket = parts.size() > 5
                ? Optional.of(text(parts, 5)).filter(address -> !address.isEmpty())
                : Optional.ofNullable(before).flatMap(VassalSpec::socket);
        if (socket.isPresent()) {
            vassal = vassal.onDemand(socket.get());
        }
        known.put(name, vassal);
        vassals.put(vassal);
    }

    /** Every touch counts, also the second one in a moment. */
    private static Instant later(@Nullable VassalSpec before) {
        Instant now = Instant.now();
        return before == null || now.isAfter(before.stamp())
                ? now
                : before.stamp().plusNanos(1);
    }

    private static String text(List<byte[]> parts, int index) {
        return index < parts.size() ? new String(parts.get(index), UTF_8) : "";
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0; // nobody: a tyrant refuses it
        }
    }
}
