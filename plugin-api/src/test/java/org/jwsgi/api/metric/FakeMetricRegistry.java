package org.jwsgi.api.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Metrics for tests of services. Every collector runs at each collection. Not safe on several threads. */
public final class FakeMetricRegistry implements MetricRegistry {
    private final List<Fake> metrics = new ArrayList<>();
    private final Map<Fake, MetricCollector> collectors = new LinkedHashMap<>();

    /** Creates an empty registry. */
    public FakeMetricRegistry() {}

    private static final class Fake implements Metric {
        private final MetricDefinition definition;
        private long value;

        Fake(MetricDefinition definition) {
            this.definition = definition;
            this.value = definition.initialValue();
        }

        @Override
        public MetricDefinition definition() {
            return definition;
        }

        @Override
        public long value() {
            return value;
        }

        @Override
        public long update(LongUnaryOperator change) {
            value = change.applyAsLong(value);
            return value;
        }
    }

    @Override
    public Metric add(MetricDefinition definition) {
        Fake metric = new Fake(definition);
        metrics.add(metric);
        return metric;
    }

    @Override
    public Metric add(MetricDefinition definition, MetricCollector collector) {
        Fake metric = new Fake(definition);
        metrics.add(metric);
        collectors.put(metric, collector);
        return metric;
    }

    @Override
    public Metric addAlias(String name, Metric target) {
        return add(MetricDefinition.of(name, target.definition().oid(), MetricType.ALIAS), _ -> target.value());
    }

    @Override
    public Optional<Metric> find(String name) {
        for (Fake metric : metrics) {
            if (metric.definition().name().equals(name)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Metric> all() {
        return List.copyOf(metrics);
    }

    @Override
    public void collect(long second) {
        collectors.forEach((metric, collector) -> metric.set(metric.definition().initialValue()
                + collector.collect(metric.value() - metric.definition().initialValue())));
    }
}
