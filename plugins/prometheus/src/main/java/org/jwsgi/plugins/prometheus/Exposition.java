package org.jwsgi.plugins.prometheus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SocketSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.api.metric.MetricType;

/**
 * Writes the state of the instance in Prometheus' text format 0.0.4, under names and in units as its conventions have them.
 * The numbers of workers come from the counters of the moment; metrics of the configuration and of plugins follow as they
 * were collected. The tree of the plugin {@code metrics} says the same in uWSGI's names and is left out. Any thread.
 */
final class Exposition {
    private static final Set<String> TREE = Set.of("core.", "worker.", "socket.");
    private static final Set<String> ALIASES = Set.of("rss_size", "vsz_size");

    private final MetricRegistry metrics;
    private final LongFunction<OptionalLong> residentMemory;

    /**
     * Prepares the exposition.
     *
     * @param residentMemory gives the bytes of a process by its pid
     */
    Exposition(MetricRegistry metrics, LongFunction<OptionalLong> residentMemory) {
        this.metrics = metrics;
        this.residentMemory = residentMemory;
    }

    /** Returns the whole HTTP answer. */
    byte[] answer(InstanceSnapshot picture) {
        byte[] body = text(picture).getBytes(UTF_8);
        byte[] head = ("HTTP/1.0 200 OK\r\nConnection: close\r\n"
                        + "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }

    /** Returns the body. */
    String text(InstanceSnapshot picture) {
        Page page = new Page();
        page.family("jwsgi_info", "gauge", "The running version.");
        page.sample("jwsgi_info", "version=\"" + escaped(picture.version()) + '"', "1");
        List<WorkerSnapshot> workers = picture.workers();
        workers(page, workers, "requests_total", "counter", "Finished requests.", WorkerSnapshot::requests);
        workers(page, workers, "exceptions_total", "counter", "Failed requests.", WorkerSnapshot::exceptions);
        workers(page, workers, "harakiri_total", "counter", "Kills for slow requests.", WorkerSnapshot::harakiriCount);
        workers(page, workers, "spawns_total", "counter", "Starts of the process.", WorkerSnapshot::respawnCount);
        workers(page, workers, "sent_bytes_total", "counter", "Bytes sent to clients.", WorkerSnapshot::tx);
        seconds(page, workers, "running_seconds_total", "counter", "Time in requests.", WorkerSnapshot::runningTime);
        seconds(page, workers, "response_time_seconds", "gauge", "Average time of a request.", WorkerSnapshot::avgRt);
        workers(page, workers, "accepting", "gauge", "Whether it accepts.", worker -> worker.accepting() ? 1 : 0);
        workers(
                page,
                workers,
                "busy",
                "gauge",
                "Whether it runs a request.",
                worker -> worker.status().equals("busy") ? 1 : 0);
        workers(
                page,
                workers,
                "cores_busy",
                "gauge",
                "Requests that it runs.",
                worker -> worker.cores().stream()
                        .filter(InstanceSnapshot.CoreSnapshot::inRequest)
                        .count());
        workers(page, workers, "last_spawn_timestamp_seconds", "gauge", "Last start.", WorkerSnapshot::lastSpawn);
        memory(page, picture);
        sockets(page, picture);
        own(page);
        return page.text.toString();
    }

    private void memory(Page page, InstanceSnapshot picture) {
        page.family("jwsgi_worker_resident_memory_bytes", "gauge", "Resident memory of the worker's JVM.");
        for (int i = 0; i < picture.workers().size(); i++) {
            long pid = picture.workers().get(i).pid();
            OptionalLong bytes = pid == 0 ? OptionalLong.empty() : residentMemory.apply(pid);
            if (bytes.isPresent()) {
                page.sample("jwsgi_worker_resident_memory_bytes", worker(i), Long.toString(bytes.getAsLong()));
            }
        }
        OptionalLong master = residentMemory.apply(picture.pid());
        if (master.isPresent()) {
            page.family("jwsgi_master_resident_memory_bytes", "gauge", "Resident memory of the master's JVM.");
            page.sample("jwsgi_master_resident_memory_bytes", "", Long.toString(master.getAsLong()));
        }
    }

    private static void sockets(Page page, InstanceSnapshot picture) {
        page.family("jwsgi_socket_listen_queue", "gauge", "Connections that wait to be accepted.");
        for (SocketSnapshot socket : picture.sockets()) {
            page.sample("jwsgi_socket_listen_queue", socket(socket), Long.toString(socket.queue()));
        }
        page.family("jwsgi_socket_listen_queue_limit", "gauge", "Connections that may wait to be accepted.");
        for (SocketSnapshot socket : picture.sockets()) {
            page.sample("jwsgi_socket_listen_queue_limit", socket(socket), Long.toString(socket.maxQueue()));
        }
    }

    /** Metrics of the configuration and of plugins. Names that become the same are shown once. */
    private void own(Page page) {
        Set<String> seen = new HashSet<>();
        for (Metric metric : metrics.all()) {
            String name = metric.definition().name();
            if (isOfTree(name)) {
                continue;
            }
            boolean counter = metric.definition().type() == MetricType.COUNTER;
            String shown = "jwsgi_metric_" + clean(name) + (counter && !name.endsWith("_total") ? "_total" : "");
            if (seen.add(shown)) {
                page.family(shown, counter ? "counter" : "gauge", "Metric " + name + '.');
                page.sample(shown, "", Long.toString(metric.value()));
            }
        }
    }

    private static boolean isOfTree(String name) {
        return ALIASES.contains(name)
                || name.indexOf('.') > 0
                        && TREE.contains(name.substring(0, name.indexOf('.') + 1))
                        && !name.contains(".plugin.");
    }

    private static void workers(
            Page page,
            List<WorkerSnapshot> workers,
            String name,
            String type,
            String help,
            ToLongFunction<WorkerSnapshot> value) {
        page.family("jwsgi_worker_" + name, type, help);
        for (int i = 0; i < workers.size(); i++) {
            page.sample("jwsgi_worker_" + name, worker(i), Long.toString(value.applyAsLong(workers.get(i))));
        }
    }

    private static void seconds(
            Page page,
            List<WorkerSnapshot> workers,
            String name,
            String type,
            String help,
            ToLongFunction<WorkerSnapshot> micros) {
        page.family("jwsgi_worker_" + name, type, help);
        for (int i = 0; i < workers.size(); i++) {
            BigDecimal value = BigDecimal.valueOf(micros.applyAsLong(workers.get(i)), 6);
            page.sample(
                    "jwsgi_worker_" + name,
                    worker(i),
                    value.stripTrailingZeros().toPlainString());
        }
    }

    /** The slot's number; that in the snapshot is 0 before the first spawn. */
    private static String worker(int index) {
        return "worker=\"" + (index + 1) + '"';
    }

    private static String socket(SocketSnapshot socket) {
        return "socket=\"" + escaped(socket.name()) + "\",protocol=\"" + escaped(socket.protocol()) + '"';
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String clean(String name) {
        StringBuilder clean = new StringBuilder(name);
        for (int i = 0; i < clean.length(); i++) {
            if (clean.charAt(i) == '.' || clean.charAt(i) == '-') {
                clean.setCharAt(i, '_');
            }
        }
        return clean.toString();
    }

    private static final class Page {
        private final StringBuilder text = new StringBuilder(4096);

        void family(String name, String type, String help) {
            text.append("# HELP ").append(name).append(' ').append(help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        }

        void sample(String name, String labels, String value) {
            text.append(name);
            if (!labels.isEmpty()) {
                text.append('{').append(labels).append('}');
            }
            text.append(' ').append(value).append('\n');
        }
    }
}
