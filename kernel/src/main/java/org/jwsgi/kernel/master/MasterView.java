package org.jwsgi.kernel.master;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jwsgi.api.child.Children;
import org.jwsgi.api.master.InstanceControl;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.metric.MetricRegistry;
import org.jwsgi.kernel.supervise.EventLoop;
import org.slf4j.Logger;

/**
 * What the master offers its services, put together from its parts.
 *
 * @param pictures pictures of the instance
 * @param control orders
 * @param loop the master loop
 * @param events what happens to the instance
 * @param children the child processes of the services
 * @param metrics the metrics
 * @param handOver what goes to the next master
 * @param descriptors the descriptors that are watched
 * @param signals the uWSGI signals
 */
record MasterView(
        InstancePictures pictures,
        InstanceControl control,
        EventLoop loop,
        InstanceEvents events,
        Children children,
        MetricRegistry metrics,
        HandOver handOver,
        DescriptorWatch descriptors,
        SignalDesk signals)
        implements InstanceView {
    @Override
    public InstanceSnapshot snapshot() {
        return pictures.snapshot();
    }

    @Override
    public InstanceSnapshot counters() {
        return pictures.counters();
    }

    @Override
    public void background(String name, Runnable task) {
        pictures.background(name, task);
    }

    @Override
    public void contributeStats(String key, Supplier<Object> value) {
        pictures.contributeStats(key, value);
    }

    @Override
    public void post(Runnable task, Logger log) {
        loop.post(guarded(task, log));
    }

    private static Runnable guarded(Runnable task, Logger log) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("task failed", e);
            }
        };
    }

    @Override
    public void onEvent(Consumer<InstanceEvent> listener, Logger log) {
        events.subscribe(listener, log);
    }

    @Override
    public void raiseAlarm(String alarm, String message, long lost) {
        loop.post(() -> events.happened(new InstanceEvent.AlarmRaised(alarm, message, lost)));
    }

    @Override
    public void raiseSignal(int number) {
        loop.post(() -> signals.raise(number));
    }

    @Override
    public void onReadable(int fd, int bytes, Runnable taken, Logger log) {
        descriptors.add(loop, fd, bytes, guarded(taken, log));
    }

    @Override
    public void handOver(String key, Supplier<String> text) {
        handOver.leave(key, text);
    }

    @Override
    public Optional<String> handedOver(String key) {
        return handOver.received(key);
    }
}
