package org.jwsgi.plugins.statspushersocket;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.stats.DatagramPusher;
import org.jwsgi.api.stats.StatsPusherProvider;

/** Sends {@code prefix.name type value} for each metric, where the type is a number: {@code socket:HOST:PORT[,prefix]}. */
public final class SocketPusherProvider implements StatsPusherProvider {
    /** Creates the provider; the plugin host calls this. */
    public SocketPusherProvider() {}

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Schedule create(String argument, Duration frequency, MasterContext context) {
        DatagramPusher.Target target = DatagramPusher.Target.parse("socket", argument);
        String prefix = target.prefix().map(name -> name + ".").orElse("");
        DatagramPusher.Format format = metric -> prefix + metric.definition().name() + " "
                + metric.definition().type().ordinal() + " " + metric.value();
        return new Schedule(new DatagramPusher(target, format), frequency);
    }
}
