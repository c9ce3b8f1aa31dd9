package org.jwsgi.kernel.vassal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.hook.HookPhase;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.posix.ByteSocket;
import org.jwsgi.kernel.supervise.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance as its Emperor sees it: hears the Emperor's orders and tells it how the instance is. Runs in: MASTER, or the
 * sole process; workers know nothing of an Emperor. Owned by the loop of that process, whose death the Emperor sees on the
 * connection. Over a reload the connection stays and the next image goes on with it.
 */
public final class Vassal {
    private static final Logger LOG = LoggerFactory.getLogger(Vassal.class);

    private final EmperorLink link;
    private final VassalOptions options;
    private final HookPhases hooks;
    private final boolean reloaded;
    private final Set<Integer> loyal = new HashSet<>();
    private @Nullable EmperorProxy proxy;
    private @Nullable Orders orders;
    private boolean owesReload;
    private boolean spawned;

    /** What an Emperor can order. Called on the loop. */
    public interface Orders {
        /**
         * Ends the instance.
         *
         * @param gracefully whether running requests are finished first
         */
        void stop(boolean gracefully);

        /**
         * Starts the whole instance anew, once its running requests are finished.
         *
         * @return false when it does so already and may have read its configuration: then the order is not lost, but carried
         *     out once that has come to its end
         */
        boolean reload();

        /** Ends the instance at once because its Emperor is gone. */
        void lost();
    }

    private Vassal(EmperorLink link, VassalOptions options, HookPhases hooks, boolean reloaded, boolean owesReload) {
        this.link = link;
        this.options = options;
        this.hooks = hooks;
        this.reloaded = reloaded;
        this.owesReload = owesReload;
    }

    /**
     * Makes the vassal; empty when no Emperor has started this process. Nothing is heard yet.
     *
     * @param environment the environment that this process was started with
     * @param options what the vassal does
     * @param hooks the instance's hooks
     * @param reloaded whether an image of the instance was there before this one
     * @throws org.jwsgi.kernel.JwsgiException when the connection that the environment names is none
     */
    public static Optional<Vassal> of(
            Map<String, String> environment, VassalOptions options, HookPhases hooks, boolean reloaded) {
        return EmperorLink.find(environment)
                .map(link ->
                        new Vassal(link, options, hooks, reloaded, environment.containsKey(EmperorLink.OWED_VARIABLE)));
    }

    /** Begins to hear the Emperor, or whoever asks for the connection to it. */
    public void begin(EventLoop loop, Orders orders) {
        this.orders = orders;
        if (options.proxySocket().isPresent()) {
            proxy = EmperorProxy.offer(options.proxySocket().get().toString(), link.descriptors());
        } else {
            loop.watch(link.fd(), () -> hear(loop, orders));
        }
    }

    /** Returns what the vassal is configured to do. */
    public VassalOptions options() {
        return options;
    }

    /** Returns the descriptors that the next image of the instance needs. */
    public List<Integer> descriptors() {
        return link.descriptors();
    }

    /** Tells that the instance is up. Heard once in its life: a reload is no start. */
    public void spawned() {
        if (!spawned && !reloaded) {
            link.tell(EmperorLink.SPAWNED);
        }
        spawned = true;
    }

    /** Tells that worker 1 accepts connections. */
    public void accepting() {
        spawned();
        link.tell(EmperorLink.ACCEPTING);
        payReload();
    }

    /** Carries out an order to reload that came while a reload was under way. On the loop, once that is over. */
    public void payReload() {
        Orders giver = orders;
        if (owesReload && giver != null) {
            owesReload = false;
            reload(giver);
        }
    }

    private void reload(Orders giver) {
        owesReload |= !giver.reload();
    }

    /** Returns what the next image's environment needs beside the variables of the Emperor. On the loop, or after its end. */
    public Map<String, String> debts() {
        return owesReload ? Map.of(EmperorLink.OWED_VARIABLE, "1") : Map.of();
    }

    /** Tells that a worker process has finished a request; each is heard of once. */
    public void served(int pid) {
        if (loyal.add(pid)) {
            announceLoyalty();
        }
    }

    /** Forgets a worker process that has ended: its pid may come again. */
    public void ended(int pid) {
        loyal.remove(pid);
    }

    /** Tells that this instance does well. */
    public void announceLoyalty() {
        LOG.info("announcing my loyalty to the Emperor...");
        link.tell(EmperorLink.LOYAL);
    }

    /** Tells that a worker waits for requests. */
    public void alive() {
        link.tell(EmperorLink.HEARTBEAT);
    }

    /** Asks to be stopped, or to become an instance on demand again. */
    public void askForEnd() {
        link.tell(EmperorLink.END_ME);
    }

    /** Asks for another instance that helps this one. */
    public void askForReinforcements() {
        link.tell(EmperorLink.REINFORCE);
    }

    /** Asks for the configuration, as it is now. Any thread. */
    public void askForConfig() {
        link.tell(EmperorLink.SEND_CONFIG);
    }

    /** Ceases to offer the connection. Call it at the instance's end. */
    public void close() {
        if (proxy != null) {
            proxy.close();
            proxy = null;
        }
    }

    private void hear(EventLoop loop, Orders orders) {
        switch (link.receive()) {
            case ByteSocket.Received.Bytes(byte[] bytes) -> {
                for (byte message : bytes) {
                    LOG.info("received message {} from emperor", message);
                    obey(message, loop, orders);
                }
            }
            case ByteSocket.Received.End() -> {
                LOG.error("lost connection with my emperor !!!");
                hangUp(loop);
                after(HookPhase.EMPEROR_LOST, loop, orders::lost);
            }
        }
    }

    private void obey(byte message, EventLoop loop, Orders orders) {
        switch (message) {
            case EmperorLink.STOP -> {
                // The Emperor knows what follows, and another word of it would come too late.
                hangUp(loop);
                after(HookPhase.EMPEROR_STOP, loop, () -> orders.stop(false));
            }
            case EmperorLink.STOP_GRACEFULLY -> after(HookPhase.EMPEROR_STOP, loop, () -> orders.stop(true));
            case EmperorLink.RELOAD -> after(HookPhase.EMPEROR_RELOAD, loop, () -> reload(orders));
            default -> {} // from an Emperor that knows more than this vassal; the log tells what
        }
    }

    private void hangUp(EventLoop loop) {
        loop.forget(link.fd());
        link.close();
    }

    /** Hooks wait for the end of commands, which the loop must not. Orders keep their order while none has hooks. */
    private void after(HookPhase phase, EventLoop loop, Runnable order) {
        if (hooks.has(phase)) {
            Thread.ofPlatform().daemon().name(phase.text()).start(() -> {
                hooks.runTolerantly(phase);
                loop.post(order);
            });
        } else {
            order.run();
        }
    }
}
