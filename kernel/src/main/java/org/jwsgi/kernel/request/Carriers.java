package org.jwsgi.kernel.request;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform threads that carry the virtual ones. The JVM has one for each CPU and takes none away from a virtual
 * thread that computes: a request that does so for ever leaves one less to all others, and on a small machine none.
 */
final class Carriers {
    private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

    private Carriers() {}

    /** Adds a carrier in place of one that is lost to a request. It stays when the request should end after all. */
    static void addOne() {
        try {
            VirtualThreadSchedulerMXBean scheduler =
                    ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            scheduler.setParallelism(scheduler.getParallelism() + 1);
        } catch (RuntimeException e) {
            LOG.warn("cannot add a carrier of virtual threads: {}", e.toString());
        }
    }
}
