package org.jwsgi.kernel.master;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricCollector;
import org.jwsgi.api.metric.MetricDefinition;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.api.metric.MetricType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of the instance. They live in the master, so the death of a worker takes none along; what workers count
 * themselves is on the scoreboard, from where collectors take it. Runs in: MASTER, any thread.
 */
public final class MetricTable implements MetricRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(MetricTable.class);

    private final List<Metric> metrics = new CopyOnWriteArrayList<>();
    private final Map<String, Metric> byName = new ConcurrentHashMap<>();

    /** Creates an empty table. */
    public MetricTable() {}

    @Override
    public Metric add(MetricDefinition definition) {
        return add(new Value(definition, null));
    }

    @Override
    public Metric add(MetricDefinition definition, MetricCollector collector) {
        return add(new Value(definition, collector));
    }

    @Override
    public Metric addAlias(String name, Metric target) {
        MetricDefinition own = MetricDefinition.of(name, target.definition().oid(), MetricType.ALIAS);
        return add(new Alias(own, target));
    }

    private Metric add(Metric metric) {
        metrics.add(metric);
        Metric unused = byName.putIfAbsent(metric.definition().name(), metric);
        return metric;
    }

    @Override
    public Optional<Metric> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public List<Metric> all() {
        return List.copyOf(metrics);
    }

    @Override
    public void collect(long second) {
        for (Metric metric : metrics) {
            if (metric instanceof Value value) {
                value.collect(second);
            }
        }
    }

    private record Alias(MetricDefinition definition, Metric target) implements Metric {
        @Override
        public long value() {
            return target.value();
        }

        @Override
        public long update(LongUnaryOperator change) {
            return target.update(change);
        }
    }

    private static final class Value implements Metric {
        private final MetricDefinition definition;
        private final @Nullable MetricCollector collector;
        private final long base; // what collected values count on from
        private final AtomicLong value;
        private long next = Long.MIN_VALUE; // collecting thread only
        private boolean failing; // collecting thread only

        Value(MetricDefinition definition, @Nullable MetricCollector collector) {
            this.definition = definition;
            this.collector = collector;
            this.base = collector == null ? 0 : definition.initialValue();
            this.value = new AtomicLong(definition.initialValue());
        }

        @Override
        public MetricDefinition definition() {
            return definition;
        }

        @Override
        public long value() {
            return value.get();
        }

        @Override
        public long update(LongUnaryOperator change) {
            return value.updateAndGet(change);
        }

        private void collect(long second) {
            if (collector == null || second < next) {
                return;
            }
            next = second + definition.frequency();
            try {
                value.set(base + collector.collect(value.get() - base));
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    LOG.error("cannot collect metric {}: {}", definition.name(), e.toString());
                }
                failing = true;
            }
        }
    }
}
