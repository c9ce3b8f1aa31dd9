package org.jwsgi.plugins.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.metric.MetricCollectorProvider;
import org.jwsgi.api.metric.MetricDefinition;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.api.metric.MetricType;
import org.slf4j.Logger;

/**
 * Collects the metrics each second on a thread of its own, since a collector may read a file; checks the thresholds and
 * keeps the files. Runs in: MASTER.
 */
final class MetricsService implements MasterService {
    private final MasterContext context;
    private final MetricsOptions options;
    private final Logger log;
    private final MetricRegistry metrics;
    private final List<StatsPushes> pushes;
    private final List<Threshold> thresholds = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<MetricFiles> files = Optional.empty();
    private @Nullable InstanceTree tree;

    /** Creates the service; it collects nothing yet. */
    MetricsService(MasterContext context, MetricsOptions options, List<StatsPushes> pushes) {
        this.context = context;
        this.options = options;
        this.log = context.log();
        this.metrics = context.metrics();
        this.pushes = pushes;
    }

    @Override
    public void start() {
        files = options.directory()
                .map(directory ->
                        new MetricFiles(context.instance().startDirectory().resolve(directory), log));
        addAll();
        log.info("initialized {} metrics", metrics.all().size());
        context.contributeStats("metrics", this::stats);
        context.post(this::begin);
    }

    /** From the loop, which runs once privileges are dropped: files of before could not be written afterwards. */
    private void begin() {
        files.ifPresent(folder -> folder.prepare(metrics.all()));
        context.background("metrics", this::run);
        pushes.forEach(push -> context.background("stats-push", push::run));
    }

    @Override
    public void close() {
        closed.countDown();
        pushes.forEach(StatsPushes::close);
    }

    /** Adds the tree, the metrics of the configuration and the thresholds. */
    void addAll() {
        InstanceTree added = new InstanceTree(metrics, this::restoredCounter, context.counters());
        added.add(!options.noCores());
        tree = added;
        for (String line : options.metrics()) {
            tellIgnored("metric", MetricLine.unknownKeys(line), line);
            add(MetricLine.parse(line));
        }
        for (String line : options.thresholds()) {
            tellIgnored("metric-threshold", Threshold.Rule.unknownKeys(line), line);
            Threshold.Rule rule = Threshold.Rule.parse(line);
            thresholds.add(new Threshold(rule, existing(rule.key(), rule.key()), new Alarms(context)));
            log.info("added threshold for metric {} (value: {})", rule.key(), rule.value());
        }
    }

    private void tellIgnored(String option, List<String> keys, String line) {
        keys.forEach(key -> log.warn("{}: \"{}\" is not a key and is ignored: {}", option, key, line));
    }

    private void add(MetricLine line) {
        MetricDefinition definition = line.definition();
        if (!line.alias().isEmpty()) {
            Metric unused = metrics.addAlias(definition.name(), existing(line.alias(), '"' + line.alias() + '"'));
        } else if (line.collector().isEmpty()) {
            OptionalLong restored = restored(definition);
            Metric unused =
                    metrics.add(restored.isPresent() ? definition.startingAt(restored.getAsLong()) : definition);
        } else {
            List<Metric> children = new ArrayList<>();
            line.children().forEach(name -> children.add(existing(name, '"' + name + '"')));
            MetricCollectorProvider.Arguments arguments =
                    new MetricCollectorProvider.Arguments(definition.name(), children, line.texts(), line.numbers());
            MasterContext.Found<MetricCollectorProvider> found = context.provider(
                            MetricCollectorProvider.class, line.collector())
                    .orElseThrow(() ->
                            new ServiceException("unable to find metric collector \"" + line.collector() + '"', null));
            Metric unused =
                    metrics.add(restoredCounter(definition), found.provider().create(arguments, found.context()));
        }
        log.info("added custom metric: {}", definition.name());
    }

    private Metric existing(String name, String shown) {
        return metrics.find(name).orElseThrow(() -> new ServiceException("unable to find metric " + shown, null));
    }

    private OptionalLong restored(MetricDefinition definition) {
        return options.restore() && files.isPresent() ? files.get().restored(definition.name()) : OptionalLong.empty();
    }

    /** What is collected anew each second is right without its past, except for a sum over the instance's lives. */
    private MetricDefinition restoredCounter(MetricDefinition definition) {
        OptionalLong restored = definition.type() == MetricType.COUNTER ? restored(definition) : OptionalLong.empty();
        return restored.isPresent() ? definition.startingAt(restored.getAsLong()) : definition;
    }

    private void run() {
        log.info("metrics collector thread started");
        long second = 0;
        try {
            do {
                collect(second++);
            } while (!closed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the instance ends
        }
    }

    /** Collects once. */
    void collect(long second) {
        InstanceTree current = tree;
        if (current != null) {
            current.refresh(context.counters());
        }
        metrics.collect(second);
        thresholds.forEach(threshold -> threshold.check(second));
        files.ifPresent(folder -> folder.save(metrics.all()));
    }

    private Object stats() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Metric metric : metrics.all()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("type", metric.definition().type().ordinal());
            one.put("oid", metric.definition().oid());
            one.put("value", metric.value());
            all.put(metric.definition().name(), one);
        }
        return all;
    }
}
