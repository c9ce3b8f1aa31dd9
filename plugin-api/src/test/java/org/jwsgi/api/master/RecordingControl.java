package org.jwsgi.api.master;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the orders that it is given, in the words of the calls: {@code reload true}, {@code adjustWorkers -1}. */
public final class RecordingControl implements InstanceControl {
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;

    /** Returns the orders so far; live. */
    public List<String> orders() {
        return orders;
    }

    /** Sets what {@link #running()} tells. */
    public void running(boolean now) {
        this.running = now;
    }

    @Override
    public boolean running() {
        return running;
    }

    @Override
    public void reload(boolean gracefully) {
        orders.add("reload " + gracefully);
    }

    @Override
    public void reloadWorkers(boolean gracefully) {
        orders.add("reloadWorkers " + gracefully);
    }

    @Override
    public void chainReload() {
        orders.add("chainReload");
    }

    @Override
    public void stop(boolean gracefully) {
        orders.add("stop " + gracefully);
    }

    @Override
    public void abort(int exitCode) {
        orders.add("abort " + exitCode);
    }

    @Override
    public void togglePause() {
        orders.add("togglePause");
    }

    @Override
    public void goCheap() {
        orders.add("goCheap");
    }

    @Override
    public void adjustWorkers(int delta) {
        orders.add("adjustWorkers " + delta);
    }

    @Override
    public void rotateLog() {
        orders.add("rotateLog");
    }

    @Override
    public void reopenLog() {
        orders.add("reopenLog");
    }

    @Override
    public void rewritePidfiles() {
        orders.add("rewritePidfiles");
    }

    @Override
    public void logCounters() {
        orders.add("logCounters");
    }

    @Override
    public void askForReinforcements() {
        orders.add("askForReinforcements");
    }

    @Override
    public void rescanVassals() {
        orders.add("rescanVassals");
    }

    @Override
    public void announceLoyalty() {
        orders.add("announceLoyalty");
    }

    @Override
    public void forkMaster() {
        orders.add("forkMaster");
    }
}
