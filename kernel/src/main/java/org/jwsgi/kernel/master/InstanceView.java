package org.jwsgi.kernel.master;

import java.util.function.Supplier;
import org.jwsgi.api.master.InstanceSnapshot;

/** The part of a {@link org.jwsgi.api.master.MasterContext} that the master itself provides. Safe on any thread. */
public interface InstanceView {
    /** Takes a picture of the instance. May block for some 100 ms; never on the master loop. */
    InstanceSnapshot snapshot();

    /** Runs a task on a named daemon thread of its own. An exception that ends it is logged. */
    void background(String name, Runnable task);

    /** Adds a part to the stats tree. */
    void contributeStats(String key, Supplier<Object> value);
}
