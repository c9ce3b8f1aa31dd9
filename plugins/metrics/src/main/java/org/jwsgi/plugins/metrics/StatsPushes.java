package org.jwsgi.plugins.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.metric.Metric;
import org.jwsgi.api.stats.StatsJson;
import org.jwsgi.api.stats.StatsPicture;
import org.jwsgi.api.stats.StatsPushException;
import org.jwsgi.api.stats.StatsPusherProvider;
import org.jwsgi.api.stats.StatsTree;

/** One {@code stats-push}: pushes as often as it should, on a thread of its own. Runs in: MASTER. */
final class StatsPushes implements StatsPicture {
    private static final Set<String> OFF = Set.of("false", "off", "no", "0");

    private final MasterContext context;
    private final StatsPusherProvider.Schedule schedule;
    private final String name;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable String failure;

    StatsPushes(MasterContext context, StatsPusherProvider.Schedule schedule, String name) {
        this.context = context;
        this.schedule = schedule;
        this.name = name;
    }

    /** Pushes until the service ends. */
    void run() {
        try {
            while (!closed.await(schedule.frequency().toMillis(), TimeUnit.MILLISECONDS)) {
                push();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the instance ends
        }
    }

    /** Pushes once. A failure is logged when it is another than the one before. */
    void push() {
        try {
            schedule.pusher().push(this);
            failure = null;
        } catch (StatsPushException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(failure)) {
                context.log().error("stats pusher {}: {}", name, message);
            }
            failure = message;
        }
    }

    void close() {
        closed.countDown();
        schedule.pusher().close();
    }

    @Override
    public List<Metric> metrics() {
        return context.metrics().all();
    }

    @Override
    public byte[] json() {
        StatsTree tree = new StatsTree(isSet("stats-no-cores"), isSet("stats-no-metrics"));
        return StatsJson.write(tree.of(context.snapshot()), isSet("stats-minified") || isSet("stats-min"));
    }

    /** The options of the stats server shape what is pushed, too, even when its plugin is not loaded. */
    private boolean isSet(String option) {
        List<String> values = context.instance().options().getOrDefault(option, List.of());
        return !values.isEmpty() && !OFF.contains(values.getLast());
    }
}
