package org.jwsgi.kernel.master;

import java.util.List;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.kernel.socket.Listener;

/** Looks at the queues of the listening sockets once a second and reports full ones. Owned by the master loop. */
final class QueueWatch {
    private final List<Listener> listeners;
    private final ListenQueues queues;
    private final InstanceEvents events;

    QueueWatch(List<Listener> listeners, ListenQueues queues, InstanceEvents events) {
        this.listeners = listeners;
        this.queues = queues;
        this.events = events;
    }

    void tick() {
        for (Listener listener : listeners) {
            ListenQueues.Depth depth = queues.depth(listener);
            if (depth.limit() > 0 && depth.waiting() >= depth.limit()) {
                MasterMessages.queueFull(listener.name(), listener.fd(), depth.waiting(), depth.limit());
                events.happened(
                        new InstanceEvent.QueueFull(listener.name(), listener.fd(), depth.waiting(), depth.limit()));
            }
        }
    }
}
