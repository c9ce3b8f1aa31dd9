package org.jwsgi.api.stats;

import java.time.Duration;
import org.jwsgi.api.Provider;
import org.jwsgi.api.master.MasterContext;

/** A kind of destination for {@code stats-push = NAME:ARGUMENT}. Runs in: MASTER. */
public interface StatsPusherProvider extends Provider {
    /**
     * A pusher and how often it works.
     *
     * @param pusher the pusher
     * @param frequency the time between two pushes, at least a second
     */
    record Schedule(StatsPusher pusher, Duration frequency) {}

    /**
     * Creates a pusher. Main thread; it opens nothing before the first push.
     *
     * @param argument what follows the name, possibly empty
     * @param frequency {@code stats-pusher-default-freq}
     * @throws org.jwsgi.api.master.ServiceException when the argument cannot be used
     */
    Schedule create(String argument, Duration frequency, MasterContext context);
}
