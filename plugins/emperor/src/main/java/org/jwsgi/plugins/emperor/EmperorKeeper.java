package org.jwsgi.plugins.emperor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.child.Child;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.child.ChildListener;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/**
 * Keeps an Emperor beside a master: starts its process, starts it again when it dies, and buries it before the workers. Runs
 * in: MASTER, on its loop.
 */
final class EmperorKeeper implements MasterService, ChildListener {
    private static final int INT = 2;
    private static final int WINCH = 28;

    private final MasterContext context;
    private final boolean early;
    private final Duration mercy;
    private final CompletableFuture<Void> buried = new CompletableFuture<>();
    private @Nullable Child emperor;
    private boolean ending;

    /**
     * Prepares.
     *
     * @param early whether the Emperor is born before the master drops privileges
     * @param mercy how long the Emperor may take to end
     */
    EmperorKeeper(MasterContext context, boolean early, Duration mercy) {
        this.context = context;
        this.early = early;
        this.mercy = mercy;
    }

    @Override
    public void start() {
        emperor = context.children()
                .supervise(context.supervisor(EmperorProvider.NAME).build(), this);
        context.onEvent(this::happened);
        if (early) {
            launch();
        } else {
            context.post(this::launch); // privileges are dropped by then
        }
    }

    private void launch() {
        Child child = emperor;
        if (child != null && !ending) {
            child.start(Duration.ZERO);
        }
    }

    /** A sub-Emperor is loyal to its own Emperor from its start. */
    @Override
    public void spawned(Child child, int pid) {
        context.control().announceLoyalty();
    }

    private void happened(InstanceEvent event) {
        Child child = emperor;
        if (event instanceof InstanceEvent.RescanOfVassals && child != null) {
            child.signal(WINCH);
        }
    }

    @Override
    public void ended(Child child, ChildEnd end, boolean expected) {
        if (ending) {
            context.log().info("The Emperor has been buried ({})", end);
            buried.complete(null);
            return;
        }
        context.log().error("!!! Emperor died !!!");
        child.start(Duration.ofSeconds(1));
    }

    @Override
    public void noMercy(Child child) {
        context.log().warn("no mercy for the Emperor (pid: {})", child.pid());
    }

    @Override
    public CompletionStage<Void> beforeStop(boolean reloading) {
        ending = true;
        Child child = emperor;
        if (child == null || child.state() == Child.State.DOWN) {
            return CompletableFuture.completedStage(null);
        }
        context.log().info("waiting for Emperor death...");
        boolean running = child.pid() != 0;
        child.stop(INT, mercy);
        return running ? buried : CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        ending = true;
        Child child = emperor;
        if (child != null) {
            child.release();
        }
    }
}
