package org.jwsgi.api.stats;

import java.util.List;
import org.jwsgi.api.metric.Metric;

/** What a pusher can push. Each part is made when it is asked for. On the pusher's thread only. */
public interface StatsPicture {
    /** Returns the metrics in the order of the stats tree. */
    List<Metric> metrics();

    /** Returns the JSON that the stats server would give. May block for up to a second. */
    byte[] json();
}
