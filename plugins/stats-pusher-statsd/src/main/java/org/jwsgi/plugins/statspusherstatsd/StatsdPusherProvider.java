package org.jwsgi.plugins.statspusherstatsd;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.metric.MetricType;
import org.jwsgi.api.stats.DatagramPusher;
import org.jwsgi.api.stats.StatsPusherProvider;

/** Sends each metric in the format of statsd, a gauge as {@code |g} and everything else as {@code |c}:
 * {@code statsd:HOST:PORT[,prefix]}. */
public final class StatsdPusherProvider implements StatsPusherProvider {
    /** Creates the provider; the plugin host calls this. */
    public StatsdPusherProvider() {}

    @Override
    public String name() {
        return "statsd";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Schedule create(String argument, Duration frequency, MasterContext context) {
        DatagramPusher.Target target = DatagramPusher.Target.parse("statsd", argument);
        String prefix = target.prefix().orElse("uwsgi") + ".";
        DatagramPusher.Format format = metric -> prefix + metric.definition().name() + ":" + metric.value()
                + (metric.definition().type() == MetricType.GAUGE ? "|g" : "|c");
        return new Schedule(new DatagramPusher(target, format), frequency);
    }
}
