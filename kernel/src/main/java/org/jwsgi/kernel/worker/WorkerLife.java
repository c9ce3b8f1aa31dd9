package org.jwsgi.kernel.worker;

import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.supervise.ChildDescriptors;
import org.jwsgi.kernel.supervise.ControlChannel;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.jwsgi.kernel.supervise.SeldomLine;
import org.jwsgi.kernel.supervise.SignalPort;
import org.jwsgi.kernel.supervise.SignalTarget;

/**
 * The life of a worker under a master: announces itself, obeys the master and signals, and ends when the master is
 * gone. Runs in: WORKER.
 *
 * <p>The main thread calls {@link #payload}, {@link #attach}, loads the apps, {@link #appsLoaded} and {@link #serve},
 * in this order, and ends the JVM with the code that {@code serve} returns.
 */
public final class WorkerLife implements SignalPort {
    /**
     * How much longer than its master a worker waits for requests that do not end. It is the master that has no mercy, in
     * its own words; this only ends a worker whose master is gone.
     */
    private static final Duration LEFT_TO_THE_MASTER = Duration.ofSeconds(10);

    private final WorkerSeat seat;
    private final Scoreboard board;
    private final ControlChannel channel;
    private final ServingLoop serving;
    private volatile List<ControlMessage.App> apps = List.of();

    private volatile @Nullable SignalHandlers signals; // made by the first registration
    private volatile @Nullable SeldomLine untold; // made when it is needed; two at once only tell twice

    // Control thread only.
    private boolean retiring;

    private WorkerLife(WorkerSeat seat, Scoreboard board, ControlChannel channel) {
        this.seat = seat;
        this.board = board;
        this.channel = channel;
        this.serving = new ServingLoop(patience(seat), seat.halt());
    }

    private static Duration patience(WorkerSeat seat) {
        Duration mercy = seat.options().requestMercy();
        return mercy.isZero() ? mercy : mercy.plus(LEFT_TO_THE_MASTER);
    }

    /** Returns the effective configuration that the master has handed to this worker. */
    public static byte[] payload() {
        return Memory.contentOf(ChildDescriptors.PAYLOAD);
    }

    /**
     * Begins to hear the master and signals.
     *
     * @throws JwsgiException when this process was not started by a master
     */
    public static WorkerLife attach(WorkerSeat seat) {
        Scoreboard board = Scoreboard.map(
                        ChildDescriptors.SCOREBOARD,
                        seat.options().processes(),
                        seat.options().threads(),
                        seat.apps())
                .seated(seat.id());
        WorkerLife life = new WorkerLife(seat, board, new ControlChannel(ChildDescriptors.CONTROL));
        life.serving.events().watch(life.channel.fd(), life::hear);
        WorkerSignals.handle(
                number -> life.serving.events().post(() -> life.signalled(number)),
                "HUP",
                "INT",
                "TERM",
                "USR1",
                "USR2",
                "TSTP");
        if (seat.waitingEvery().isPositive()) {
            life.serving.tick(new WaitingReport(
                    seat.waitingEvery(), life.serving, () -> life.channel.offer(new ControlMessage.Waiting()))::tick);
        }
        life.serving.begin();
        return life;
    }

    /** Returns the instance's scoreboard. */
    public Scoreboard scoreboard() {
        return board;
    }

    /** Tells the master which apps are loaded. Any thread. */
    public void appsLoaded(List<ControlMessage.App> loaded) {
        apps = List.copyOf(loaded);
        board.worker(seat.id()).set(WorkerField.APPS, loaded.size());
        channel.send(new ControlMessage.AppsLoaded(loaded));
    }

    /**
     * Lets traffic flow until this worker has to end. Main thread.
     *
     * @return the exit code
     */
    public int serve(Traffic traffic) {
        board.worker(seat.id()).set(WorkerField.ACCEPTING, 1); // before the first connection: the master looks at it
        return serving.serve(traffic, () -> {
            channel.send(new ControlMessage.Accepting());
        });
    }

    /**
     * Ends this worker by its own decision, once its running requests are answered; the master starts a successor. For
     * {@code max-requests} and its kind. Any thread; returns at once.
     *
     * @param code the exit code, which tells the master why
     */
    public void leave(ExitCode code) {
        serving.events().post(() -> {
            WorkerMessages.workDone(Processes.pid());
            channel.send(new ControlMessage.Leaving());
            board.worker(seat.id()).set(WorkerField.ACCEPTING, 0);
            serving.endGracefully(code.code());
        });
    }

    /**
     * Asks the master for a successor, as {@code max-requests} and its kind do. This worker serves until the master says
     * that there is one. Any thread; returns at once. Asking again changes nothing.
     */
    public void retire() {
        serving.events().post(() -> {
            if (!retiring) {
                retiring = true;
                channel.send(new ControlMessage.Retire(false));
            }
        });
    }

    /**
     * Accepts nothing more, has the master start a successor, finishes what runs and ends. Any thread; returns at once.
     *
     * @param code the exit code, which tells the master why
     */
    public void fail(ExitCode code) {
        serving.events().post(() -> {
            retiring = true;
            channel.send(new ControlMessage.Retire(true));
            board.worker(seat.id()).set(WorkerField.ACCEPTING, 0);
            serving.endGracefully(code.code());
        });
    }

    private void finish() {
        WorkerMessages.workDone(Processes.pid());
        board.worker(seat.id()).set(WorkerField.ACCEPTING, 0);
        serving.endGracefully(ExitCode.OK.code());
    }

    /** Tells the master that the instance must end, because it cannot live with what has failed here. Any thread. */
    public void endInstance() {
        channel.send(new ControlMessage.EndInstance());
    }

    /**
     * Tells the master of an alarm unless that would have to wait. Any thread.
     *
     * @param lost how many could not be told before it
     */
    public boolean raiseAlarm(String alarm, String message, long lost) {
        return channel.offer(new ControlMessage.Alarm(alarm, message, lost));
    }

    @Override
    public void raise(int number) {
        if (!channel.offer(new ControlMessage.SignalRaised(number))) {
            SeldomLine line = untold;
            if (line == null) {
                untold = line = new SeldomLine();
            }
            WorkerMessages.signalNotTold(number, line);
        }
    }

    @Override
    public void register(int number, String target, IntConsumer handler) {
        SignalTarget parsed = SignalTarget.parse(target);
        handlers().set(number, handler);
        channel.send(new ControlMessage.SignalRegistered(number, parsed)); // before the word that this worker accepts
    }

    private synchronized SignalHandlers handlers() {
        SignalHandlers existing = signals;
        if (existing != null) {
            return existing;
        }
        SignalHandlers made = new SignalHandlers(seat.id(), this::signalHandled);
        serving.awaits(made);
        signals = made;
        return made;
    }

    private void signalHandled() {
        board.worker(seat.id()).add(WorkerField.SIGNALS, 1);
        channel.send(new ControlMessage.SignalDone());
    }

    private void hear() {
        if (!channel.receive(this::obey)) {
            serving.events().forget(channel.fd());
            masterGone();
        }
    }

    private void masterGone() {
        WorkerMessages.masterGone(seat.id());
        if (serving.busy() && !seat.options().noOrphans()) {
            serving.endGracefully(ExitCode.ERROR.code());
        } else {
            serving.endNow(ExitCode.ERROR.code());
        }
    }

    private void obey(ControlMessage message) {
        switch (message) {
            case ControlMessage.Pause() -> suspend(true);
            case ControlMessage.Resume() -> suspend(false);
            case ControlMessage.AskRequests(int inquiry) -> tellRequests(inquiry);
            case ControlMessage.Leave() -> finish();
            case ControlMessage.Overdue order -> overdue(order);
            case ControlMessage.Retire ignored -> {}
            case ControlMessage.AppsLoaded ignored -> {}
            case ControlMessage.Accepting() -> {}
            case ControlMessage.Leaving() -> {}
            case ControlMessage.EndInstance() -> {}
            case ControlMessage.Waiting() -> {}
            case ControlMessage.HandleSignal(int number) -> handlers().handle(number);
            case ControlMessage.Alarm ignored -> {}
            case ControlMessage.SignalRegistered ignored -> {}
            case ControlMessage.SignalRaised ignored -> {}
            case ControlMessage.SignalDone() -> {}
            case ControlMessage.RunningRequest ignored -> {}
            case ControlMessage.RequestsTold ignored -> {} // these are for masters
        }
    }

    private void suspend(boolean suspend) {
        if (serving.pause(suspend)) {
            board.worker(seat.id()).set(WorkerField.SUSPENDED, suspend ? 1 : 0);
            WorkerMessages.suspended(seat.id(), suspend);
        }
    }

    private void overdue(ControlMessage.Overdue order) {
        Traffic traffic = serving.traffic();
        if (traffic != null) {
            traffic.overdue(order);
        }
        tellRequests(order.inquiry());
    }

    private void tellRequests(int inquiry) {
        Traffic traffic = serving.traffic();
        if (traffic != null) {
            for (Traffic.Activity activity : traffic.activity()) {
                channel.offer(new ControlMessage.RunningRequest(inquiry, activity.core(), activity.vars()));
            }
        }
        channel.offer(new ControlMessage.RequestsTold(inquiry));
    }

    /** Writes the running requests to the log, then the stacks of all threads, which the JVM does on SIGQUIT. */
    private void tellRunning() {
        Traffic traffic = serving.traffic();
        if (traffic != null) {
            for (Traffic.Activity activity : traffic.activity()) {
                long start = board.worker(seat.id()).core(activity.core()).get(Scoreboard.CoreField.REQUEST_START)
                        / 1_000_000;
                WorkerMessages.managing(seat.id(), Processes.pid(), activity.vars(), start);
            }
        }
        Processes.kill(Processes.pid(), Signals.QUIT);
    }

    private void signalled(int signal) {
        switch (signal) {
            case Signals.INT, Signals.TERM -> serving.endNow(ExitCode.END.code());
            case Signals.HUP -> {
                WorkerMessages.gracefullyKilling(seat.id(), Processes.pid());
                channel.send(new ControlMessage.Leaving());
                board.worker(seat.id()).set(WorkerField.ACCEPTING, 0);
                serving.endGracefully(ExitCode.RELOAD.code());
            }
            case Signals.USR1 -> WorkerMessages.counters(seat.id(), board, apps);
            case Signals.USR2 -> tellRunning();
            default -> {} // SIGTSTP, for example from the terminal, is the master's to handle
        }
    }
}
