package org.jwsgi.kernel.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.kernel.request.CoreActivity;
import org.jwsgi.kernel.request.RequestServer;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.worker.Traffic;

/** Lets a worker's life drive its request server. */
final class ServerTraffic implements Traffic {
    private final RequestServer server;

    ServerTraffic(RequestServer server) {
        this.server = server;
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void pause() {
        server.pause();
    }

    @Override
    public void resume() {
        server.resume();
    }

    @Override
    public boolean drain(Duration limit) throws InterruptedException {
        return server.drain(limit);
    }

    @Override
    public void whenWaiting(Runnable task) {
        server.whenWaiting(task);
    }

    @Override
    public List<Activity> activity() {
        List<Activity> activity = new ArrayList<>();
        for (CoreActivity core : server.activity()) {
            activity.add(new Activity(core.core(), core.vars()));
        }
        return activity;
    }

    @Override
    public void overdue(ControlMessage.Overdue order) {
        server.overdue(order);
    }

    @Override
    public void close() {
        server.close();
    }
}
