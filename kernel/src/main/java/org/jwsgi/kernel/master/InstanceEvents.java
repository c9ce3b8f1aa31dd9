package org.jwsgi.kernel.master;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jwsgi.api.master.InstanceEvent;
import org.slf4j.Logger;

/** Who wants to know what happens to the instance. Any thread may subscribe; events happen on the master loop. */
final class InstanceEvents {
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * A listener.
     *
     * @param listener whom to call
     * @param log where its failures are reported
     */
    private record Subscription(Consumer<InstanceEvent> listener, Logger log) {}

    void subscribe(Consumer<InstanceEvent> listener, Logger log) {
        subscriptions.add(new Subscription(listener, log));
    }

    /** Tells everybody. A listener that fails is reported, in its plugin's name, and does not keep the others. */
    void happened(InstanceEvent event) {
        for (Subscription subscription : subscriptions) {
            try {
                subscription.listener().accept(event);
            } catch (RuntimeException e) {
                subscription.log().error("cannot handle {}", event, e);
            }
        }
    }
}
