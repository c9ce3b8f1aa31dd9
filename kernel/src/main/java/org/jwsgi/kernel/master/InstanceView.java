package org.jwsgi.kernel.master;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jwsgi.api.child.Children;
import org.jwsgi.api.master.InstanceControl;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.metric.MetricRegistry;
import org.slf4j.Logger;

/** The part of a {@link org.jwsgi.api.master.MasterContext} that the master itself provides. Safe on any thread. */
public interface InstanceView {
    /** Takes a picture of the instance. May block for some 100 ms; never on the master loop. */
    InstanceSnapshot snapshot();

    /** Takes a picture of the counters alone, without waiting for anybody. */
    InstanceSnapshot counters();

    /** Returns the metrics. */
    MetricRegistry metrics();

    /** Runs a task on a named daemon thread of its own. An exception that ends it is logged. */
    void background(String name, Runnable task);

    /** Adds a part to the stats tree. */
    void contributeStats(String key, Supplier<Object> value);

    /** Returns what can be ordered of the instance. */
    InstanceControl control();

    /** Runs a task on the master loop; a failure goes to the log given. */
    void post(Runnable task, Logger log);

    /** Calls a listener on the master loop for every event; its failures go to the log given. */
    void onEvent(Consumer<InstanceEvent> listener, Logger log);

    /** Tells the services of an alarm. Any thread. */
    void raiseAlarm(String alarm, String message, long lost);

    /** Raises a uWSGI signal of a valid number. Any thread. */
    void raiseSignal(int number);

    /**
     * Takes bytes from a descriptor whenever there are some. Main thread, while services start.
     *
     * @param log where failures of the task go
     */
    void onReadable(int fd, int bytes, Runnable taken, Logger log);

    /** Returns the child processes of the services. */
    Children children();

    /** Leaves a text for the master that this one becomes. */
    void handOver(String key, Supplier<String> text);

    /** Returns the text that the master before this one left. */
    Optional<String> handedOver(String key);
}
