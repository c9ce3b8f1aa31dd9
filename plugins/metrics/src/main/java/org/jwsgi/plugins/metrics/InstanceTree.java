package org.jwsgi.plugins.metrics;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.CoreSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricDefinition;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.api.metric.MetricType;

/**
 * The metrics that every instance has, in uWSGI's order and with its oids (checked against 2.0.21). They are read from one
 * picture of the counters, which is taken before each collection. Collecting thread, except for the start.
 */
final class InstanceTree {
    private final MetricRegistry metrics;
    private final UnaryOperator<MetricDefinition> restore;
    private InstanceSnapshot picture;
    private long overloaded;

    /**
     * Prepares the tree.
     *
     * @param restore gives definitions the value that they begin with
     * @param picture the first picture; the number of workers, cores and sockets never changes
     */
    InstanceTree(MetricRegistry metrics, UnaryOperator<MetricDefinition> restore, InstanceSnapshot picture) {
        this.metrics = metrics;
        this.restore = restore;
        this.picture = picture;
    }

    /** Takes the counters of a new second. */
    void refresh(InstanceSnapshot next) {
        picture = next;
        if (count("busy") > 0 && count("idle") == 0) {
            overloaded++;
        }
    }

    /** Adds all metrics but the aliases. */
    void add(boolean cores) {
        counter("core.routed_signals", "5.1", () -> picture.signals().routed());
        counter("core.unrouted_signals", "5.2", () -> picture.signals().unrouted());
        gauge("core.busy_workers", "5.3", () -> count("busy"));
        gauge("core.idle_workers", "5.4", () -> count("idle"));
        counter("core.overloaded", "5.5", () -> overloaded);
        addWorker("worker.0.", "3.0.", ignored -> 0, () -> sum(WorkerSnapshot::requests));
        for (int i = 0; i < picture.workers().size(); i++) {
            int index = i;
            int id = i + 1;
            addWorker(
                    "worker." + id + '.',
                    "3." + id + '.',
                    field -> field.applyAsLong(picture.workers().get(index)),
                    () -> picture.workers().get(index).requests());
            if (cores) {
                addCores(index);
            }
        }
        counter("core.total_tx", "5.100", () -> sum(WorkerSnapshot::tx));
        Metric rss = gauge("core.total_rss", "5.101", () -> sum(WorkerSnapshot::rss));
        Metric vsz = gauge("core.total_vsz", "5.102", () -> sum(WorkerSnapshot::vsz));
        gauge(
                "core.avg_response_time",
                "5.103",
                () -> sum(WorkerSnapshot::avgRt) / Math.max(1, picture.workers().size()));
        counter("core.total_running_time", "5.104", () -> sum(WorkerSnapshot::runningTime));
        for (int i = 0; i < picture.sockets().size(); i++) {
            int index = i;
            gauge(
                    "socket." + i + ".listen_queue",
                    "7." + i + ".1",
                    () -> picture.sockets().get(index).queue());
        }
        metrics.addAlias("rss_size", rss);
        metrics.addAlias("vsz_size", vsz);
    }

    private interface Reader {
        long read(ToLongFunction<WorkerSnapshot> field);
    }

    private void addWorker(String name, String oid, Reader worker, LongSupplier requests) {
        counter(name + "requests", oid + '1', requests);
        add(
                MetricDefinition.of(name + "delta_requests", oid + '2', MetricType.ABSOLUTE),
                () -> worker.read(WorkerSnapshot::deltaRequests));
        counter(name + "failed_requests", oid + "13", () -> worker.read(WorkerSnapshot::exceptions));
        counter(name + "respawns", oid + "14", () -> worker.read(WorkerSnapshot::respawnCount));
        gauge(name + "avg_response_time", oid + '8', () -> worker.read(WorkerSnapshot::avgRt));
        counter(name + "total_tx", oid + '9', () -> worker.read(WorkerSnapshot::tx));
        gauge(name + "rss_size", oid + "11", () -> worker.read(WorkerSnapshot::rss));
        gauge(name + "vsz_size", oid + "12", () -> worker.read(WorkerSnapshot::vsz));
        // The oid of failed_requests once more; uWSGI has it so.
        counter(name + "running_time", oid + "13", () -> worker.read(WorkerSnapshot::runningTime));
    }

    private void addCores(int worker) {
        List<String> names = List.of(
                "requests",
                "write_errors",
                "routed_requests",
                "static_requests",
                "offloaded_requests",
                "exceptions",
                "read_errors");
        List<ToLongFunction<CoreSnapshot>> fields = List.of(
                CoreSnapshot::requests,
                CoreSnapshot::writeErrors,
                CoreSnapshot::routedRequests,
                CoreSnapshot::staticRequests,
                CoreSnapshot::offloadedRequests,
                CoreSnapshot::exceptions,
                CoreSnapshot::readErrors);
        List<Integer> oids = List.of(1, 3, 4, 5, 6, 7, 8);
        int id = worker + 1;
        for (int core = 0; core < picture.workers().get(worker).cores().size(); core++) {
            int index = core;
            for (int i = 0; i < names.size(); i++) {
                ToLongFunction<CoreSnapshot> field = fields.get(i);
                counter(
                        "worker." + id + ".core." + core + '.' + names.get(i),
                        "3." + id + ".2." + core + '.' + oids.get(i),
                        () -> field.applyAsLong(
                                picture.workers().get(worker).cores().get(index)));
            }
        }
    }

    private long count(String status) {
        long count = 0;
        for (WorkerSnapshot worker : picture.workers()) {
            if (worker.status().equals(status)) {
                count++;
            }
        }
        return count;
    }

    private long sum(ToLongFunction<WorkerSnapshot> field) {
        long sum = 0;
        for (WorkerSnapshot worker : picture.workers()) {
            sum += field.applyAsLong(worker);
        }
        return sum;
    }

    private Metric counter(String name, String oid, LongSupplier value) {
        return add(MetricDefinition.counter(name, oid), value);
    }

    private Metric gauge(String name, String oid, LongSupplier value) {
        return add(MetricDefinition.gauge(name, oid), value);
    }

    private Metric add(MetricDefinition definition, LongSupplier value) {
        return metrics.add(restore.apply(definition), ignored -> value.getAsLong());
    }
}
