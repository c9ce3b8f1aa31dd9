package org.jwsgi.api.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.AppSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.CoreSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SocketSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;

/** Arranges a snapshot as uWSGI's stats tree: same keys, same order, same units. */
public final class StatsTree {
    private final boolean noCores;
    private final boolean noMetrics;

    /**
     * Creates an arrangement.
     *
     * @param noCores whether it leaves out the cores of workers
     * @param noMetrics whether it leaves out the metrics
     */
    public StatsTree(boolean noCores, boolean noMetrics) {
        this.noCores = noCores;
        this.noMetrics = noMetrics;
    }

    /** Returns the tree. Parts that plugins contribute stand where uWSGI has them; parts it does not know come last. */
    public Map<String, Object> of(InstanceSnapshot snapshot) {
        Map<String, Object> contributions = new LinkedHashMap<>(snapshot.contributions());
        if (noMetrics) {
            contributions.remove("metrics");
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", snapshot.version());
        tree.put("listen_queue", snapshot.listenQueue());
        tree.put("listen_queue_errors", 0);
        tree.put("signal_queue", snapshot.signals().waiting());
        tree.put("load", snapshot.listenQueue());
        tree.put("pid", snapshot.pid());
        tree.put("uid", snapshot.uid());
        tree.put("gid", snapshot.gid());
        tree.put("cwd", snapshot.cwd());
        move(contributions, tree, "daemons");
        tree.put("locks", locks(snapshot.locks()));
        move(contributions, tree, "caches", "metrics");
        tree.put("sockets", snapshot.sockets().stream().map(StatsTree::socket).toList());
        tree.put("workers", snapshot.workers().stream().map(this::worker).toList());
        move(contributions, tree, "spoolers", "crons", "legions");
        contributions.forEach(tree::putIfAbsent);
        return tree;
    }

    private static void move(Map<String, Object> from, Map<String, Object> to, String... keys) {
        for (String key : keys) {
            Object value = from.remove(key);
            if (value != null) {
                to.put(key, value);
            }
        }
    }

    private static List<Map<String, Long>> locks(Map<String, Long> locks) {
        List<Map<String, Long>> list = new ArrayList<>();
        locks.forEach((name, holder) -> list.add(Map.of(name, holder)));
        return list;
    }

    private static Map<String, Object> socket(SocketSnapshot socket) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", socket.name());
        tree.put("proto", socket.protocol());
        tree.put("queue", socket.queue());
        tree.put("max_queue", socket.maxQueue());
        tree.put("shared", socket.shared());
        tree.put("can_offload", socket.canOffload());
        return tree;
    }

    private Map<String, Object> worker(WorkerSnapshot worker) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", worker.id());
        tree.put("pid", worker.pid());
        tree.put("accepting", worker.accepting());
        tree.put("requests", worker.requests());
        tree.put("delta_requests", worker.deltaRequests());
        tree.put("exceptions", worker.exceptions());
        tree.put("harakiri_count", worker.harakiriCount());
        tree.put("signals", worker.signals());
        tree.put("signal_queue", worker.signalQueue());
        tree.put("status", worker.status());
        tree.put("rss", worker.rss());
        tree.put("vsz", worker.vsz());
        tree.put("running_time", worker.runningTime());
        tree.put("last_spawn", worker.lastSpawn());
        tree.put("respawn_count", worker.respawnCount());
        tree.put("tx", worker.tx());
        tree.put("avg_rt", worker.avgRt());
        tree.put("apps", worker.apps().stream().map(StatsTree::app).toList());
        if (!noCores) {
            tree.put("cores", worker.cores().stream().map(StatsTree::core).toList());
        }
        return tree;
    }

    private static Map<String, Object> app(AppSnapshot app) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", app.id());
        tree.put("modifier1", app.modifier1());
        tree.put("mountpoint", app.mountpoint());
        tree.put("startup_time", app.startupTime());
        tree.put("requests", app.requests());
        tree.put("exceptions", app.exceptions());
        tree.put("chdir", app.chdir());
        return tree;
    }

    private static Map<String, Object> core(CoreSnapshot core) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", core.id());
        tree.put("requests", core.requests());
        tree.put("static_requests", core.staticRequests());
        tree.put("routed_requests", core.routedRequests());
        tree.put("offloaded_requests", core.offloadedRequests());
        tree.put("write_errors", core.writeErrors());
        tree.put("read_errors", core.readErrors());
        tree.put("in_request", core.inRequest());
        List<String> vars = new ArrayList<>();
        Map<String, Object> info = new LinkedHashMap<>();
        if (core.inRequest()) {
            vars.addAll(core.vars());
            vars.add(""); // uWSGI ends the list so
            info.put("request_start", core.requestStart());
        }
        tree.put("vars", vars);
        tree.put("req_info", info);
        return tree;
    }
}
