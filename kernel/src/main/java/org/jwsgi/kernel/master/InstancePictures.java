package org.jwsgi.kernel.master;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jwsgi.api.master.InstanceSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.AppSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.CoreSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.SignalCounts;
import org.jwsgi.api.master.InstanceSnapshot.SocketSnapshot;
import org.jwsgi.api.master.InstanceSnapshot.WorkerSnapshot;
import org.jwsgi.kernel.posix.Credentials;
import org.jwsgi.kernel.posix.SystemThread;
import org.jwsgi.kernel.socket.Listener;
import org.jwsgi.kernel.supervise.ControlMessage;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;

/**
 * Takes pictures of the instance: counters from the scoreboard, and the variables of running requests from the workers
 * that run them. Runs in: MASTER, on the threads of services.
 */
final class InstancePictures {
    /** How long busy workers may take to answer. They do so at once, unless the machine or their JVM is stuck. */
    private static final long ANSWER_MILLIS = 1000;

    /** The locks that uWSGI always lists. None of them exists here, so none is ever held. */
    private static final List<String> LOCKS =
            List.of("user 0", "signal", "filemon", "timer", "rbtimer", "cron", "rpc", "snmp");

    private final MasterSetup setup;
    private final EventLoop loop;
    private final Scoreboard board;
    private final WorkerPool pool;
    private final ConcurrentMap<String, Supplier<Object>> contributions = new ConcurrentSkipListMap<>();
    private final Map<Integer, RequestInquiry> inquiries = new HashMap<>(); // master loop only
    private int lastInquiry; // master loop only

    private volatile SignalCounts signals = SignalCounts.NONE;

    InstancePictures(MasterSetup setup, EventLoop loop, Scoreboard board, WorkerPool pool) {
        this.setup = setup;
        this.loop = loop;
        this.board = board;
        this.pool = pool;
    }

    /** Runs a task on a named daemon thread of its own. */
    void background(String name, Runnable task) {
        SystemThread.start(name, () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                MasterMessages.failed("background task " + name, e);
            }
        });
    }

    /** Adds a part to the stats tree. */
    void contributeStats(String key, Supplier<Object> value) {
        if (contributions.putIfAbsent(key, value) != null) {
            throw new IllegalStateException("two parts of the stats tree are called " + key);
        }
    }

    /** Takes the counts of uWSGI signals. Master loop. */
    void signals(SignalCounts counts) {
        signals = counts;
    }

    /** Takes a picture. Never on the master loop. */
    InstanceSnapshot snapshot() {
        RequestInquiry inquiry = inquire();
        Map<String, Object> parts = new LinkedHashMap<>();
        contributions.forEach((key, value) -> parts.put(key, value.get()));
        return picture(inquiry, parts);
    }

    /** Takes a picture without the requests and without the parts of plugins. Any thread. */
    InstanceSnapshot counters() {
        return picture(new RequestInquiry(), Map.of());
    }

    private InstanceSnapshot picture(RequestInquiry inquiry, Map<String, Object> parts) {
        long largest = 0;
        List<SocketSnapshot> sockets = new ArrayList<>();
        for (Listener listener : setup.listeners()) {
            ListenQueues.Depth depth = setup.hooks().queues().depth(listener);
            largest = Math.max(largest, depth.waiting());
            sockets.add(new SocketSnapshot(
                    listener.name(), listener.protocol(), depth.waiting(), depth.limit(), listener.shared(), false));
        }
        List<WorkerSnapshot> workers = new ArrayList<>();
        for (WorkerSlot slot : pool.slots()) {
            workers.add(worker(slot, inquiry));
        }
        Map<String, Long> locks = new LinkedHashMap<>();
        LOCKS.forEach(name -> locks.put(name, 0L));
        Path start = setup.instance().startDirectory();
        return new InstanceSnapshot(
                setup.instance().version(),
                largest,
                setup.instance().masterPid(),
                Credentials.uid(),
                Credentials.gid(),
                setup.options().chdir().map(start::resolve).orElse(start).toString(),
                locks,
                sockets,
                workers,
                parts,
                signals);
    }

    private WorkerSnapshot worker(WorkerSlot slot, RequestInquiry inquiry) {
        Scoreboard.Worker worker = board.worker(slot.id);
        List<CoreSnapshot> cores = new ArrayList<>(board.cores());
        for (int core = 0; core < board.cores(); core++) {
            cores.add(core(worker.core(core), core, inquiry.vars(slot.id, core)));
        }
        long requests = worker.sum(CoreField.REQUESTS);
        long spawns = worker.get(WorkerField.RESPAWNS);
        return new WorkerSnapshot(
                spawns == 0 ? 0 : slot.id,
                worker.get(WorkerField.PID),
                worker.get(WorkerField.ACCEPTING) != 0,
                requests,
                worker.sumOfRow(CoreField.REQUESTS) - worker.get(WorkerField.REQUESTS_AT_SPAWN),
                worker.sum(CoreField.EXCEPTIONS),
                worker.get(WorkerField.HARAKIRIS),
                worker.get(WorkerField.SIGNALS),
                worker.get(WorkerField.SIGNAL_QUEUE),
                status(worker),
                worker.get(WorkerField.RSS),
                worker.get(WorkerField.VSZ),
                worker.sum(CoreField.RUNNING_TIME),
                worker.get(WorkerField.LAST_SPAWN),
                spawns,
                worker.sum(CoreField.TX),
                worker.get(WorkerField.AVG_RT),
                apps(slot, worker),
                cores);
    }

    private static String status(Scoreboard.Worker worker) {
        if (worker.get(WorkerField.CHEAPED) != 0) {
            return "cheap";
        }
        if (worker.busy()) {
            return "busy";
        }
        return worker.get(WorkerField.SUSPENDED) != 0 ? "pause" : "idle";
    }

    private List<AppSnapshot> apps(WorkerSlot slot, Scoreboard.Worker worker) {
        List<AppSnapshot> apps = new ArrayList<>();
        int id = 0;
        for (ControlMessage.App app : slot.apps) {
            boolean counted = id < board.apps();
            apps.add(new AppSnapshot(
                    id,
                    app.modifier1(),
                    app.mountpoint(),
                    app.startupSeconds(),
                    counted ? worker.appRequests(id) : 0,
                    counted ? worker.appExceptions(id) : 0,
                    app.chdir()));
            id++;
        }
        return apps;
    }

    private static CoreSnapshot core(Scoreboard.Core core, int id, List<String> vars) {
        long start = core.get(CoreField.REQUEST_START);
        return new CoreSnapshot(
                id,
                core.get(CoreField.REQUESTS),
                core.get(CoreField.STATIC_REQUESTS),
                core.get(CoreField.ROUTED_REQUESTS),
                core.get(CoreField.OFFLOADED_REQUESTS),
                core.get(CoreField.WRITE_ERRORS),
                core.get(CoreField.READ_ERRORS),
                start != 0,
                start != 0 ? vars : List.of(),
                start / 1_000_000,
                core.get(CoreField.EXCEPTIONS));
    }

    private RequestInquiry inquire() {
        RequestInquiry inquiry = new RequestInquiry();
        loop.post(() -> ask(inquiry));
        try {
            inquiry.await(ANSWER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the picture is complete without the variables, too
        }
        return inquiry;
    }

    /** Master loop. */
    private void ask(RequestInquiry inquiry) {
        int number = ++lastInquiry;
        inquiries.remove(number - 16); // those who asked have long gone
        inquiries.put(number, inquiry);
        for (WorkerSlot slot : pool.slots()) {
            if (slot.channel != null
                    && board.worker(slot.id).busy()
                    && slot.channel.offer(new ControlMessage.AskRequests(number))) {
                inquiry.asked(slot.id);
            }
        }
        inquiry.allAsked();
    }

    /** Takes an answer. Master loop. */
    void answered(WorkerSlot slot, ControlMessage message) {
        switch (message) {
            case ControlMessage.RunningRequest(int number, int core, List<String> vars) -> {
                RequestInquiry inquiry = inquiries.get(number);
                if (inquiry != null) {
                    inquiry.running(slot.id, core, vars);
                }
            }
            case ControlMessage.RequestsTold(int number) -> {
                RequestInquiry inquiry = inquiries.get(number);
                if (inquiry != null) {
                    inquiry.told(slot.id);
                }
            }
            case ControlMessage.AppsLoaded ignored -> {}
            case ControlMessage.Accepting() -> {}
            case ControlMessage.Leaving() -> {}
            case ControlMessage.EndInstance() -> {}
            case ControlMessage.Waiting() -> {}
            case ControlMessage.Alarm ignored -> {}
            case ControlMessage.SignalRegistered ignored -> {}
            case ControlMessage.SignalRaised ignored -> {}
            case ControlMessage.SignalDone() -> {}
            case ControlMessage.HandleSignal ignored -> {}
            case ControlMessage.Pause() -> {}
            case ControlMessage.Resume() -> {}
            case ControlMessage.AskRequests ignored -> {}
            case ControlMessage.Retire ignored -> {}
            case ControlMessage.Leave() -> {}
            case ControlMessage.Overdue ignored -> {}
        }
    }
}
