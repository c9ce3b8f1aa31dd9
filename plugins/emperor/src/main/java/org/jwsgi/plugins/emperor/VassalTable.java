package org.jwsgi.plugins.emperor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jwsgi.api.child.ChildEnd;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.supervisor.ProgramListener;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.api.supervisor.Wire;
import org.jwsgi.plugins.emperor.Vassal.Phase;

/**
 * All vassals, and what happens to each: it is born, speaks, is reloaded, stopped, killed and removed. Owned by the loop; only
 * {@link #isKnown} and {@link #ownerOf} are for any thread.
 */
final class VassalTable {
    private static final int KILL = 9;

    private final SupervisorContext context;
    private final EmperorOptions options;
    private final CommandOptions commands;
    private final VassalLaunch launch;
    private final VassalHooks hooks;
    private final EmperorMessages messages;
    private final LongSupplier clock;
    private final Consumer<Vassal> removed;
    private final SpawnThrottle throttle;
    private final Reputation reputation;
    private final List<Vassal> vassals = new ArrayList<>();
    private final Map<String, Vassal> regular = new HashMap<>();
    private final Map<String, VassalOwner> owners = new ConcurrentHashMap<>();
    private final SpawnQueue queue;
    private int zergsStarted;
    private long failedStarts;

    /**
     * Creates an empty table.
     *
     * @param clock milliseconds since the epoch; never goes back
     * @param removed is told of each vassal that has been removed
     */
    VassalTable(
            SupervisorContext context,
            EmperorOptions options,
            VassalLaunch launch,
            VassalHooks hooks,
            LongSupplier clock,
            Consumer<Vassal> removed) {
        this.context = context;
        this.options = options;
        this.commands = context.options(CommandOptions.class);
        this.launch = launch;
        this.hooks = hooks;
        this.messages = new EmperorMessages(context.log());
        this.clock = clock;
        this.removed = removed;
        this.throttle = new SpawnThrottle(
                options.throttle().toMillis(), options.maxThrottle().toMillis());
        this.reputation = new Reputation(options, clock, messages);
        this.queue = new SpawnQueue(context, throttle, clock, this::start);
    }

    /** Returns all vassals, the oldest first. A copy. */
    Collection<Vassal> all() {
        return List.copyOf(vassals);
    }

    int size() {
        return vassals.size();
    }

    boolean isEmpty() {
        return vassals.isEmpty();
    }

    /** Returns a vassal that is no reinforcement. */
    Optional<Vassal> find(String id) {
        return Optional.ofNullable(regular.get(id));
    }

    /** Tells whether a vassal of a name exists. Any thread. */
    boolean isKnown(String id) {
        return owners.containsKey(id);
    }

    /** Returns whom the vassal of a name runs as, or will; empty when there is none of that name. Any thread. */
    Optional<VassalOwner> ownerOf(String id) {
        return Optional.ofNullable(owners.get(id));
    }

    /** Returns the present delay of spawns in milliseconds. */
    long throttleLevel() {
        return throttle.level(clock.getAsLong());
    }

    Blacklist blacklist() {
        return reputation.blacklist();
    }

    /** Returns how often there was to be a process of a vassal and none came, because of a hook or the program. */
    long failedStarts() {
        return failedStarts;
    }

    /** Returns for how many milliseconds a vassal may not be added; one that has changed since it died is tried at once. */
    long barred(VassalSpec spec) {
        return reputation.barred(spec);
    }

    /** Forgives all bad vassals, and forgets the delay of spawns. */
    void forgiveAll() {
        reputation.forgiveAll();
        throttle.reset();
    }

    /**
     * Adds a vassal and has it started, by the first connection if it has a socket.
     *
     * @param unthrottled whether it starts without the delay of spawns
     */
    void add(VassalSpec spec, MonitorThread monitor, boolean unthrottled) {
        Vassal vassal = new Vassal(spec, monitor, false, clock.getAsLong());
        vassal.unthrottled = reputation.added(vassal.id()) || unthrottled;
        vassals.add(vassal);
        regular.put(vassal.id(), vassal);
        owners.put(vassal.id(), vassal.owner());
        if (commands.holds(vassal.id())) {
            vassal.phase = Phase.SUSPENDED;
            messages.suspended(vassal.id());
        } else {
            begin(vassal);
        }
    }

    /** Starts a vassal that waits for the command to. Returns false when it does not wait. */
    boolean release(Vassal vassal) {
        if (vassal.phase != Phase.SUSPENDED) {
            return false;
        }
        begin(vassal);
        return true;
    }

    private void begin(Vassal vassal) {
        Optional<String> socket = vassal.spec().socket();
        if (socket.isPresent()) {
            waitOnSocket(vassal, socket.get());
        } else {
            enqueue(vassal);
        }
    }

    private void waitOnSocket(Vassal vassal, String address) {
        try {
            vassal.socket = context.lines().listen(address);
        } catch (SupervisorException e) {
            context.log().error("[emperor] vassal {}: {}", vassal.id(), e.getMessage());
            remove(vassal);
            return;
        }
        messages.onDemand(vassal.id(), address);
        hooks.waiting(vassal);
        await(vassal);
    }

    private void await(Vassal vassal) {
        vassal.phase = Phase.ON_DEMAND;
        if (vassal.socket != null) {
            vassal.socket.onConnection(() -> startAtOnce(vassal));
        }
    }

    /** Starts another process of a vassal's configuration, if there may be one more. */
    private void reinforce(Vassal parent) {
        long running = vassals.stream().filter(Vassal::isZerg).count();
        if (options.broodlord() <= 0 || running >= options.broodlord() || parent.phase != Phase.RUNNING) {
            return;
        }
        messages.broodlord(parent.id());
        VassalSpec own = parent.spec();
        VassalSpec spec = new VassalSpec(
                parent.id() + ":zerg",
                Optional.empty(),
                own.stamp(),
                own.owner(),
                Optional.empty(),
                own.directory(),
                own.attributes());
        Vassal zerg = new Vassal(spec, parent.monitor(), true, clock.getAsLong());
        zerg.zergNumber = ++zergsStarted;
        vassals.add(zerg);
        enqueue(zerg);
    }

    private void enqueue(Vassal vassal) {
        vassal.phase = Phase.QUEUED;
        if (vassal.unthrottled) {
            startAtOnce(vassal);
        } else {
            queue.add(vassal, reputation.isSuspect(vassal.id()));
        }
    }

    private void startAtOnce(Vassal vassal) {
        throttle.exempted(clock.getAsLong());
        start(vassal);
    }

    private void start(Vassal vassal) {
        try {
            vassal.pipe = context.lines().wire();
            if (vassal.spec().config().isPresent()) {
                vassal.configPipe = context.lines().wire();
            }
        } catch (SupervisorException e) {
            context.log().error("[emperor] cannot start vassal {}: {}", vassal.id(), e.getMessage());
            remove(vassal);
            return;
        }
        vassal.phase = Phase.STARTING;
        try {
            ProgramSpec program = launch.of(vassal);
            vassal.birth = context.programs().launch(program, new Birth(vassal));
        } catch (RuntimeException e) { // of an attribute that is no path, for one
            context.log()
                    .error(
                            "[emperor] cannot start vassal {}: {}",
                            vassal.id(),
                            CommandSocket.shown(String.valueOf(e.getMessage())));
            if (vassal.pid == 0) {
                remove(vassal);
            }
        }
    }

    /** Follows one process of a vassal. */
    private final class Birth implements ProgramListener {
        private final Vassal vassal;

        Birth(Vassal vassal) {
            this.vassal = vassal;
        }

        @Override
        public void trying(int attempt) {
            launch.trying(vassal, attempt);
        }

        @Override
        public void running(int pid) {
            born(vassal, pid);
        }

        @Override
        public void ended(ChildEnd end) {
            if (end instanceof ChildEnd.NotStarted(String reason)) {
                failedStarts++;
                messages.notStarted(vassal.id(), reason, launch.program(vassal.spec()));
            }
            buried(vassal);
        }
    }

    private void born(Vassal vassal, int pid) {
        vassal.pid = pid;
        vassal.lastRun = clock.getAsLong();
        Wire pipe = vassal.pipe;
        if (pipe != null) {
            pipe.closeFar();
            pipe.listen(bytes -> heard(vassal, bytes));
        }
        if (vassal.configPipe != null) {
            vassal.configPipe.closeFar();
        }
        launch.born(vassal);
        pushConfig(vassal);
        hooks.started(vassal);
        if (vassal.phase == Phase.STARTING) {
            vassal.phase = Phase.RUNNING;
        } else {
            tell(vassal, stopByte()); // it was stopped while it was being born
        }
    }

    private void pushConfig(Vassal vassal) {
        Optional<VassalSpec.Config> config = vassal.spec().config();
        Wire pipe = vassal.configPipe;
        if (config.isEmpty() || pipe == null) {
            return;
        }
        if (!pipe.send(Word.packet(config.get().bytes()))) {
            context.log().warn("[emperor] vassal {} does not take its configuration", vassal.id());
        }
    }

    private void heard(Vassal vassal, byte[] bytes) {
        if (bytes.length == 0) {
            if (vassal.phase == Phase.RUNNING) {
                curse(vassal);
            }
            return;
        }
        for (byte one : bytes) {
            heard(vassal, one);
        }
    }

    private void heard(Vassal vassal, int word) {
        long now = clock.getAsLong();
        if (word == Word.SPAWNED || word == Word.ACCEPTING || word == Word.HEARTBEAT) {
            vassal.lastChance = 0;
        }
        switch (word) {
            case Word.SPAWNED -> {
                vassal.ready = true;
                vassal.lastReady = now;
                messages.spawned(vassal.id());
            }
            case Word.WANTS_CONFIG -> pushConfig(vassal);
            case Word.ACCEPTING -> {
                vassal.accepting = true;
                vassal.lastAccepting = now;
                messages.ready(vassal.id());
            }
            case Word.LOYAL -> {
                vassal.loyal = true;
                vassal.lastLoyal = now;
                messages.loyal(vassal.id());
                reputation.loyal(vassal.id());
            }
            case Word.ENDING -> {
                if (vassal.socket == null) {
                    vassal.dismissed |= vassal.isZerg(); // that is how a reinforcement goes
                    doom(vassal);
                } else {
                    returnToSocket(vassal);
                }
            }
            case Word.HEARTBEAT -> vassal.lastHeartbeat = now;
            case Word.REINFORCE -> reinforce(vassal);
            default -> {} // vassals may have learned more words since
        }
    }

    private int stopByte() {
        return options.gracefulShutdown() ? Word.STOP_GRACEFULLY : Word.STOP;
    }

    private boolean tell(Vassal vassal, int word) {
        Wire pipe = vassal.pipe;
        return pipe != null && pipe.send(new byte[] {(byte) word});
    }

    /** Has a vassal take its configuration anew. */
    void reload(Vassal vassal) {
        if (vassal.phase == Phase.ON_DEMAND) {
            messages.onDemandUpdated(vassal.id());
            hooks.changed(vassal);
            return;
        }
        if (vassal.phase != Phase.RUNNING) {
            return;
        }
        messages.reload(vassal.id());
        vassal.respawns++;
        vassal.lastRun = clock.getAsLong();
        vassal.ready = false;
        vassal.accepting = false;
        vassal.lastHeartbeat = 0; // it may be silent until it is up again
        if (!tell(vassal, Word.RELOAD)) {
            curse(vassal);
        }
    }

    /** Ends a vassal for good, as far as its present description goes. */
    void stop(Vassal vassal) {
        vassal.dismissed = true;
        doom(vassal);
    }

    /** Ends a vassal. One that has not served and was not dismissed is punished: it may not come again at once. */
    private void doom(Vassal vassal) {
        if (vassal.phase == Phase.DOOMED) {
            return;
        }
        messages.stop(vassal.id());
        Phase before = vassal.phase;
        vassal.phase = Phase.DOOMED;
        vassal.cursedAt = clock.getAsLong();
        switch (before) {
            case SUSPENDED, QUEUED, ON_DEMAND -> remove(vassal);
            case STARTING, RETURNING, DOOMED -> {}
            case RUNNING -> tell(vassal, stopByte());
        }
    }

    private void returnToSocket(Vassal vassal) {
        if (vassal.phase == Phase.RUNNING) {
            messages.onDemandReturning(vassal.id());
            vassal.phase = Phase.RETURNING;
            vassal.cursedAt = clock.getAsLong();
            tell(vassal, stopByte());
        }
    }

    private void curse(Vassal vassal) {
        messages.curse(vassal.id(), vassal.shownPid());
        vassal.phase = Phase.DOOMED;
        vassal.cursedAt = clock.getAsLong();
    }

    private void buried(Vassal vassal) {
        vassal.pid = 0;
        vassal.hangUp();
        if (vassal.phase == Phase.RETURNING) {
            vassal.ready = false;
            vassal.accepting = false;
            vassal.cursedAt = 0;
            vassal.lastHeartbeat = 0;
            messages.onDemandAgain(vassal.id(), vassal.socketAddress().orElse(""));
            hooks.waiting(vassal);
            await(vassal);
        } else {
            remove(vassal);
        }
    }

    private void remove(Vassal vassal) {
        vassal.release();
        vassals.remove(vassal);
        queue.remove(vassal);
        boolean current = regular.remove(vassal.id(), vassal);
        if (current) {
            owners.remove(vassal.id());
        }
        hooks.removed(vassal);
        messages.removed(vassal.id());
        reputation.removed(vassal, current);
        removed.accept(vassal);
    }

    /** Kills whoever takes too long to end, and looks after those who do not say that they live. */
    void tick() {
        long now = clock.getAsLong();
        for (Vassal vassal : all()) {
            switch (vassal.phase) {
                case DOOMED, RETURNING -> {
                    if (now - vassal.cursedAt >= options.curseTolerance().toMillis()) {
                        vassal.cursedAt = now;
                        kill(vassal);
                    }
                }
                case RUNNING -> checkHeartbeat(vassal, now);
                case SUSPENDED, QUEUED, ON_DEMAND, STARTING -> {}
            }
        }
    }

    private void checkHeartbeat(Vassal vassal, long now) {
        long silence = options.requiredHeartbeat().toMillis();
        if (vassal.lastHeartbeat != 0 && vassal.lastHeartbeat + silence < now) {
            messages.silent(vassal.id(), silence / 1000);
            vassal.lastHeartbeat = 0;
            vassal.lastChance = now + silence + options.curseTolerance().toMillis();
            reload(vassal);
        } else if (vassal.lastChance != 0 && vassal.lastChance < now) {
            messages.silentStill(vassal.id(), silence / 1000);
            vassal.lastChance = 0;
            kill(vassal);
        }
    }

    /**
     * Kills a vassal and whatever it has started in its process group. One that is still being born is called off instead,
     * and the commands of its hooks are killed: they may never end, and its name and its socket are wanted.
     */
    void kill(Vassal vassal) {
        if (vassal.pid != 0) {
            context.programs().signal(-vassal.pid, KILL);
        } else if (vassal.birth != null && vassal.birth.callOff()) {
            failedStarts++;
            messages.calledOff(vassal.id());
            buried(vassal);
        }
    }
}
