package org.jwsgi.plugins.touch;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/**
 * Looks at the files once a second, on a thread of its own: a file system that hangs must not hang the master. Nothing is
 * looked at while the instance reloads or stops.
 */
final class TouchWatch implements MasterService {
    private final MasterContext context;
    private final List<TouchRule> rules;

    /** Ticks on their way to the watching thread; one that finds it busy is lost. */
    private final SynchronousQueue<Boolean> ticks = new SynchronousQueue<>();

    private volatile boolean closed;

    TouchWatch(MasterContext context, List<TouchRule> rules) {
        this.context = context;
        this.rules = List.copyOf(rules);
    }

    @Override
    public void start() {
        for (TouchRule rule : rules) {
            for (TouchedFile file : rule.files()) {
                if (file.missing()) {
                    context.log()
                            .info(
                                    "unable to stat() {}, events will be triggered as soon as the file is created",
                                    file.path());
                }
            }
        }
        context.background("touch", this::watch);
    }

    private void watch() {
        try {
            while (ticks.take()) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every rule once, as long as the instance serves. */
    void look() {
        for (TouchRule rule : rules) {
            if (!closed && context.control().running()) {
                rule.look();
            }
        }
    }

    @Override
    public void onTick() {
        ticks.offer(true);
    }

    @Override
    public void close() {
        closed = true;
        ticks.offer(false);
    }
}
