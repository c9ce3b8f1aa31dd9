package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.answer.AnswerServer;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.stats.StatsJson;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;

/**
 * The Emperor's stats server: uWSGI's tree, with the state of the monitors at its end. Clients have threads of their own,
 * which ask the loop for the picture.
 */
final class EmperorStats {
    private static final byte[] HTTP_HEAD = """
            HTTP/1.0 200 OK\r
            Connection: close\r
            Access-Control-Allow-Origin: *\r
            Content-Type: application/json\r
            \r
            """.getBytes(US_ASCII);

    private final SupervisorContext context;
    private final EmperorOptions options;
    private final VassalTable vassals;
    private final List<MonitorThread> monitors;
    private final boolean suspends;
    private @Nullable AnswerServer server;

    EmperorStats(SupervisorContext context, EmperorOptions options, VassalTable vassals, List<MonitorThread> monitors) {
        this.context = context;
        this.options = options;
        this.vassals = vassals;
        this.monitors = monitors;
        this.suspends = context.options(CommandOptions.class).held();
    }

    /** Starts the server if there is to be one. */
    void start() {
        Optional<String> address = options.stats();
        if (address.isEmpty()) {
            return;
        }
        boolean http = isOn("stats-http");
        boolean minified = isOn("stats-minified") || isOn("stats-min");
        AnswerServer.Setup setup =
                new AnswerServer.Setup("Emperor stats server", "emperor-stats", address.get(), http, () -> {
                    byte[] json = StatsJson.write(picture(), minified);
                    return http ? withHead(json) : json;
                });
        try {
            AnswerServer created = new AnswerServer(context, context::background, setup, System::nanoTime);
            created.start();
            server = created;
        } catch (ServiceException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean isOn(String option) {
        return context.instance().options().containsKey(option);
    }

    private static byte[] withHead(byte[] json) {
        return ByteBuffer.allocate(HTTP_HEAD.length + json.length)
                .put(HTTP_HEAD)
                .put(json)
                .array();
    }

    private Map<String, Object> picture() {
        CompletableFuture<Map<String, Object>> picture = new CompletableFuture<>();
        context.post(() -> {
            try {
                picture.complete(tree());
            } catch (RuntimeException e) {
                picture.completeExceptionally(e);
            }
        });
        return picture.join();
    }

    /** Lets time pass. */
    void tick() {
        AnswerServer running = server;
        if (running != null) {
            running.onTick();
        }
    }

    void close() {
        AnswerServer running = server;
        if (running != null) {
            running.close();
        }
    }

    /** Returns the tree. Loop. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", context.instance().version());
        tree.put("pid", ProcessHandle.current().pid());
        tree.put("uid", context.uid());
        tree.put("gid", context.gid());
        tree.put("cwd", context.instance().startDirectory().toString());
        tree.put("emperor", monitors.stream().map(MonitorThread::label).toList());
        tree.put("emperor_tyrant", options.tyrant() ? 1 : 0);
        tree.put("throttle_level", vassals.throttleLevel());
        tree.put("vassals", vassals.all().stream().map(this::vassal).toList());
        tree.put(
                "blacklist",
                vassals.blacklist().entries().stream().map(EmperorStats::entry).toList());
        tree.put("monitors", monitors.stream().map(MonitorThread::stats).toList());
        tree.put("failed_starts", vassals.failedStarts());
        return tree;
    }

    private Map<String, Object> vassal(Vassal vassal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", vassal.id());
        tree.put("pid", vassal.shownPid());
        tree.put("born", vassal.born());
        tree.put("last_mod", vassal.lastModified.getEpochSecond());
        tree.put("last_heartbeat", vassal.lastHeartbeat / 1000);
        tree.put("loyal", vassal.loyal ? 1 : 0);
        tree.put("ready", vassal.ready ? 1 : 0);
        tree.put("accepting", vassal.accepting ? 1 : 0);
        tree.put("last_loyal", vassal.lastLoyal / 1000);
        tree.put("last_ready", vassal.lastReady / 1000);
        tree.put("last_accepting", vassal.lastAccepting / 1000);
        tree.put("first_run", vassal.firstRun() / 1000);
        tree.put("last_run", vassal.lastRun / 1000);
        tree.put("cursed", vassal.cursedAt / 1000);
        tree.put("zerg", vassal.isZerg() ? 1 : 0);
        tree.put("on_demand", vassal.socketAddress().orElse(""));
        if (suspends) {
            tree.put("suspended", vassal.phase == Vassal.Phase.SUSPENDED ? 1 : 0);
        }
        tree.put("uid", vassal.owner().uid());
        tree.put("gid", vassal.owner().gid());
        tree.put("monitor", vassal.monitor().label());
        if (!vassal.spec().attributes().isEmpty()) {
            tree.put("attrs", attributes(vassal));
        }
        tree.put("respawns", vassal.respawns);
        return tree;
    }

    private static Map<String, Object> attributes(Vassal vassal) {
        return new LinkedHashMap<>(vassal.spec().attributes());
    }

    private static Map<String, Object> entry(Blacklist.Entry entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", entry.id());
        tree.put("throttle_level", entry.level());
        tree.put("attempt", entry.attempt());
        tree.put("first_attempt", entry.first() / 1000);
        tree.put("last_attempt", entry.last() / 1000);
        return tree;
    }
}
