package org.jwsgi.kernel.master;

import java.util.function.Consumer;
import org.jwsgi.api.master.InstanceControl;

/** Brings orders from any thread to the master loop. Runs in: MASTER. */
final class Orders implements InstanceControl {
    private final Master master;
    private final InstanceLife life;

    Orders(Master master, InstanceLife life) {
        this.master = master;
        this.life = life;
    }

    private void order(Consumer<InstanceLife> task) {
        master.post(() -> task.accept(life));
    }

    @Override
    public boolean running() {
        return life.running();
    }

    @Override
    public void reload(boolean gracefully) {
        order(instance -> instance.reload(gracefully));
    }

    @Override
    public void reloadWorkers(boolean gracefully) {
        order(instance -> instance.reloadWorkers(gracefully));
    }

    @Override
    public void chainReload() {
        order(InstanceLife::chainReload);
    }

    @Override
    public void stop(boolean gracefully) {
        order(instance -> instance.stop(gracefully));
    }

    @Override
    public void abort(int exitCode) {
        order(instance -> instance.abort(exitCode));
    }

    @Override
    public void togglePause() {
        order(InstanceLife::togglePause);
    }

    @Override
    public void goCheap() {
        master.post(master::goCheap);
    }

    @Override
    public void adjustWorkers(int delta) {
        master.post(() -> master.adjustWorkers(delta));
    }

    @Override
    public void rotateLog() {
        master.post(master::rotateLog);
    }

    @Override
    public void reopenLog() {
        master.post(master::reopenLog);
    }

    @Override
    public void rewritePidfiles() {
        master.post(master::rewritePidfiles);
    }

    @Override
    public void logCounters() {
        master.post(master::logCounters);
    }

    @Override
    public void askForReinforcements() {
        master.post(master::askForReinforcements);
    }

    @Override
    public void rescanVassals() {
        master.post(master::rescanVassals);
    }

    @Override
    public void announceLoyalty() {
        master.post(master::announceLoyalty);
    }

    @Override
    public void forkMaster() {
        master.post(master::forkMaster);
    }
}
