package org.jwsgi.plugins.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.CoreSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SignalCounts;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;
import org.jwsgi.api.metric.FakeMetricRegistry;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricDefinition;

class InstanceTreeTest {
    private final FakeMetricRegistry metrics = new FakeMetricRegistry();

    @Test
    void reads_each_second_from_one_picture_and_counts_overloads() {
        InstanceTree tree = new InstanceTree(metrics, definition -> definition, picture("busy", 3));
        tree.add(true);
        tree.refresh(picture("busy", 4));
        tree.refresh(picture("idle", 5));
        metrics.collect(0);

        assertThat(value("core.overloaded")).isEqualTo(1);
        assertThat(value("worker.0.requests")).isEqualTo(5);
        assertThat(value("worker.1.requests")).isEqualTo(5);
        assertThat(value("worker.1.core.0.exceptions")).isEqualTo(9);
        assertThat(value("core.idle_workers")).isEqualTo(1);
        assertThat(value("core.routed_signals")).isEqualTo(5);
        assertThat(value("core.unrouted_signals")).isEqualTo(6);
    }

    @Test
    void the_cores_can_be_left_out() {
        new InstanceTree(metrics, definition -> definition, picture("idle", 0)).add(false);

        assertThat(metrics.all()).noneMatch(metric -> metric.definition().name().contains(".core."));
    }

    @Test
    void a_threshold_resets_and_raises_no_more_often_than_its_rate() {
        Metric metric = metrics.add(MetricDefinition.counter("m", ""));
        List<String> heard = new ArrayList<>();
        Threshold threshold = new Threshold(
                Threshold.Rule.parse("key=m,value=2,alarm=a,rate=10,msg=HELLO,reset=0"),
                metric,
                new Threshold.Listener() {
                    @Override
                    public void reached(Threshold.Rule rule, long value) {
                        heard.add("reached " + value);
                    }

                    @Override
                    public void alarm(String alarm, String message) {
                        heard.add(alarm + ' ' + message);
                    }
                });
        threshold.check(0);
        metric.set(3);
        threshold.check(1);
        assertThat(metric.value()).isZero();
        metric.set(2);
        threshold.check(10);
        metric.set(2);
        threshold.check(11);

        assertThat(heard).containsExactly("reached 3", "a HELLO", "reached 2", "reached 2", "a HELLO");
    }

    @Test
    void lines_are_refused_in_uwsgis_words() {
        assertThatThrownBy(() -> MetricLine.parse("oid=1.2")).hasMessage("you need to specify a metric name: oid=1.2");
        assertThatThrownBy(() -> MetricLine.parse("name=x,oid=1.a")).hasMessage("invalid metric oid: 1.a");
        assertThatThrownBy(() -> Threshold.Rule.parse("key=x"))
                .hasMessage("metric's threshold requires a key and a value: key=x");
        assertThat(Threshold.Rule.parse("key=x,value=-1"))
                .isEqualTo(new Threshold.Rule("x", -1, Optional.empty(), 0, "x", Optional.empty()));
    }

    private long value(String name) {
        return metrics.find(name).orElseThrow().value();
    }

    private static InstanceSnapshot picture(String status, long requests) {
        CoreSnapshot core = new CoreSnapshot(0, requests, 0, 0, 0, 0, 0, false, List.of(), 0, 9);
        WorkerSnapshot worker = new WorkerSnapshot(
                1, 7, true, requests, 0, 0, 0, 0, 0, status, 0, 0, 0, 0, 1, 0, 0, List.of(), List.of(core));
        return new InstanceSnapshot(
                "1", 0, 1, 0, 0, "/", Map.of(), List.of(), List.of(worker), Map.of(), new SignalCounts(4, 5, 6));
    }
}
