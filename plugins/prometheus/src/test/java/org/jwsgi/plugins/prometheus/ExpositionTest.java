package org.jwsgi.plugins.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SocketSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;
import org.jwsgi.api.metric.FakeMetricRegistry;
import org.jwsgi.api.metric.MetricDefinition;

class ExpositionTest {
    private final FakeMetricRegistry metrics = new FakeMetricRegistry();

    @Test
    void names_units_and_labels_follow_the_conventions() {
        metrics.add(MetricDefinition.counter("worker.1.requests", "3.1.1")).set(99);
        metrics.add(MetricDefinition.counter("shop.orders-new", "")).set(4);
        metrics.add(MetricDefinition.gauge("worker.1.plugin.cheaper_busyness.busyness", ""))
                .set(50);
        metrics.add(MetricDefinition.gauge("rss_size", "5.101"));

        String text = text();

        assertThat(text)
                .contains("# TYPE jwsgi_worker_requests_total counter\njwsgi_worker_requests_total{worker=\"1\"} 11\n")
                .contains("jwsgi_worker_running_seconds_total{worker=\"1\"} 1.5\n")
                .contains("jwsgi_worker_resident_memory_bytes{worker=\"1\"} 2020\n")
                .contains("jwsgi_socket_listen_queue{socket=\"/a\\\"b\",protocol=\"http\"} 5\n")
                .contains("# TYPE jwsgi_metric_shop_orders_new_total counter\njwsgi_metric_shop_orders_new_total 4\n")
                .contains("jwsgi_metric_worker_1_plugin_cheaper_busyness_busyness 50\n")
                .doesNotContain("99")
                .doesNotContain("rss_size");
    }

    @Test
    void every_line_is_one_that_the_format_allows() {
        String name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
        String labels = "(\\{[a-z]+=\"([^\"\\\\]|\\\\.)*\"(,[a-z]+=\"([^\"\\\\]|\\\\.)*\")*\\})?";
        assertThat(text().lines())
                .allMatch(line -> line.matches("# HELP " + name + " .+")
                        || line.matches("# TYPE " + name + " (counter|gauge)")
                        || line.matches(name + labels + " -?[0-9.]+"));
    }

    private String text() {
        WorkerSnapshot worker = new WorkerSnapshot(
                1, 101, true, 11, 1, 0, 0, 0, 0, "idle", 0, 0, 1_500_000, 7, 1, 300, 120, List.of(), List.of());
        InstanceSnapshot picture = new InstanceSnapshot(
                "1.2.3",
                5,
                100,
                0,
                0,
                "/",
                Map.of(),
                List.of(new SocketSnapshot("/a\"b", "http", 5, 100, false, false)),
                List.of(worker),
                Map.of());
        return new Exposition(metrics, pid -> OptionalLong.of(pid * 20)).text(picture);
    }
}
