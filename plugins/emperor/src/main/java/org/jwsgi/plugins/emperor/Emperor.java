package org.jwsgi.plugins.emperor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.supervisor.ProcessSignal;
import org.jwsgi.api.supervisor.Supervisor;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.plugins.emperor.Vassal.Phase;

/**
 * The Emperor: compares what the monitors want with the vassals that there are, and obeys signals. Runs in: EMPEROR, on the
 * loop.
 */
final class Emperor implements Supervisor {
    private static final Duration DEFAULT_MERCY = Duration.ofSeconds(30);

    private final SupervisorContext context;
    private final EmperorOptions options;
    private final EmperorHookOptions hookOptions;
    private final LongSupplier clock;
    private final EmperorMessages messages;
    private final VassalHooks hooks;
    private final VassalTable vassals;
    private final VassalFiles files;
    private final DirectoryWatch directories;
    private final EmperorStats stats;
    private final CommandSocket commands;
    private final List<MonitorThread> monitors = new ArrayList<>();
    private final PendingTask comparison;
    private final Map<String, String> refusals = new LinkedHashMap<>();
    private final Map<String, Departure> departures = new HashMap<>();
    private @Nullable Instant ragnarok;
    private long ragnarokAt;
    private boolean comparing;
    private boolean ended;
    private int reported = -1;
    private boolean wakeArmed;

    /**
     * Creates the Emperor.
     *
     * @param clock milliseconds since the epoch; never goes back
     * @throws SupervisorException when a hook is no good
     */
    Emperor(SupervisorContext context, LongSupplier clock) {
        this.context = context;
        this.clock = clock;
        this.comparison = new PendingTask(context::post, this::compare);
        this.options = context.options(EmperorOptions.class);
        this.hookOptions = context.options(EmperorHookOptions.class);
        VassalOptions vassalOptions = context.options(VassalOptions.class);
        this.messages = new EmperorMessages(context.log());
        try {
            this.hooks = new VassalHooks(context, hookOptions, vassalOptions, messages);
            VassalLaunch launch = new VassalLaunch(context, options, vassalOptions, hooks.onTheWay(), messages);
            this.vassals = new VassalTable(context, options, launch, hooks, clock, this::vassalRemoved);
        } catch (HookException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
        if (options.tyrant() && !vassalOptions.collected().isEmpty()) {
            throw new SupervisorException("emperor-collect-attribute cannot be used with emperor-tyrant:"
                    + " the Emperor reads no file of a tenant");
        }
        this.files =
                new VassalFiles(options, vassalOptions.collected(), vassals::ownerOf, context.uid(), context.log());
        this.directories = new DirectoryWatch(context.log(), ChangeBurst.Limits.USUAL);
        this.stats = new EmperorStats(context, options, vassals, monitors);
        this.commands =
                new CommandSocket(context, context.options(CommandOptions.class).socket(), vassals, messages);
    }

    @Override
    public void start() {
        if (options.subreaper()) {
            context.adoptOrphans();
        }
        context.title(options.procname().orElse("jwsgi Emperor"));
        options.pidfile().ifPresent(this::writePid);
        MonitorChoice choice = new MonitorChoice(context, options, files, directories);
        for (String source : options.sources()) {
            monitors.add(choice.choose(source, clock, _ -> comparison.request(), vassals::isKnown));
        }
        messages.starting(context.isVassal());
        stats.start();
        commands.start();
        runStartHooks();
        monitors.forEach(MonitorThread::start);
    }

    private void writePid(Path file) {
        messages.pidfile(file);
        try {
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            throw new SupervisorException("cannot write pidfile " + file + ": " + e.getMessage(), e);
        }
    }

    private void runStartHooks() {
        try {
            for (String text : hookOptions.emperorStart()) {
                Hook hook = context.hooks().compile("emperor-start", text);
                hook.run();
            }
        } catch (HookException e) {
            throw new SupervisorException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void signalled(ProcessSignal signal) {
        switch (signal) {
            case TERM, INT, QUIT -> evokeRagnarok();
            case HUP -> reloadAll();
            case USR1 -> vassals.all().forEach(messages::state);
            case URG -> {
                vassals.forgiveAll();
                compare();
            }
            case WINCH -> monitors.forEach(MonitorThread::wakeUp);
            case TSTP -> {} // an Emperor cannot be suspended
        }
    }

    private void reloadAll() {
        Instant now = Instant.ofEpochMilli(clock.getAsLong());
        for (Vassal vassal : vassals.all()) {
            if (vassal.phase == Phase.RUNNING || vassal.phase == Phase.ON_DEMAND) {
                vassal.lastModified = now.isAfter(vassal.lastModified) ? now : vassal.lastModified;
                vassals.reload(vassal);
            }
        }
    }

    private void evokeRagnarok() {
        long mercy = mercy().toMillis();
        if (ragnarok != null) {
            messages.ragnarokAlready(Math.max(0, (ragnarokAt + mercy - clock.getAsLong()) / 1000));
            return;
        }
        messages.ragnarok();
        ragnarok = Instant.ofEpochMilli(clock.getAsLong());
        ragnarokAt = clock.getAsLong();
        monitors.forEach(MonitorThread::close);
        directories.close();
        vassals.all().forEach(vassals::stop);
        endWhenAlone();
    }

    private Duration mercy() {
        List<String> configured = context.instance().options().getOrDefault("reload-mercy", List.of());
        try {
            return configured.isEmpty() ? DEFAULT_MERCY : Duration.ofSeconds(Long.parseLong(configured.getLast()));
        } catch (NumberFormatException e) {
            return DEFAULT_MERCY;
        }
    }

    /** Tells the service manager how many vassals there are, when that has changed. */
    private void report() {
        int count = vassals.size();
        if (count != reported) {
            reported = count;
            context.status("The Emperor is governing " + count + " vassals");
        }
    }

    /**
     * What a tyrant remembers of a vassal that is gone, until its monitor has looked again.
     *
     * @param owner whom it ran as
     * @param monitor whose it was
     * @param scan the latest scan that had begun before it was gone
     */
    private record Departure(VassalOwner owner, MonitorThread monitor, long scan) {
        boolean isPast() {
            return monitor.hasScannedAfter(scan);
        }
    }

    private void vassalRemoved(Vassal vassal) {
        report();
        if (ragnarok != null) {
            endWhenAlone();
        } else {
            if (options.tyrant() && !vassal.isZerg()) {
                departures.put(
                        vassal.id(),
                        new Departure(
                                vassal.owner(),
                                vassal.monitor(),
                                vassal.monitor().scanAgain()));
            }
            comparison.request();
        }
    }

    private void endWhenAlone() {
        if (vassals.isEmpty()) {
            hooks.whenIdle(this::end);
        }
    }

    private void end() {
        if (ended) {
            return; // each of the last vassals may have asked for it
        }
        ended = true;
        messages.buried();
        context.status("The Emperor is buried.");
        context.end(0);
    }

    @Override
    public void onTick() {
        stats.tick();
        vassals.tick();
        if (ragnarok == null) {
            monitors.forEach(MonitorThread::look);
            compare();
        } else if (clock.getAsLong() - ragnarokAt >= mercy().toMillis()) {
            for (Vassal vassal : vassals.all()) {
                messages.noMercy(vassal.id());
                vassals.kill(vassal);
            }
            end();
        }
    }

    /** Does what makes the vassals those that the monitors want. */
    private void compare() {
        if (ragnarok != null || comparing) {
            return;
        }
        comparing = true; // a removal asks for another comparison
        try {
            Set<String> named = new HashSet<>();
            for (MonitorThread monitor : monitors) {
                Map<String, VassalSpec> wanted = monitor.wanted().orElse(Map.of());
                boolean first = monitor.takeFresh();
                for (VassalSpec spec : wanted.values()) {
                    if (options.accepts(spec.name()) && named.add(spec.name())) {
                        want(spec, monitor, first);
                    }
                }
            }
            refusals.keySet().retainAll(named);
            departures.values().removeIf(Departure::isPast);
            for (Vassal vassal : vassals.all()) {
                if (!isWanted(vassal)) {
                    vassals.stop(vassal);
                }
            }
        } finally {
            comparing = false;
        }
        report();
    }

    private void want(VassalSpec spec, MonitorThread monitor, boolean first) {
        Optional<Vassal> known = vassals.find(spec.name());
        if (known.isEmpty()) {
            consider(spec, monitor, first);
            return;
        }
        Vassal vassal = known.get();
        if (vassal.monitor() != monitor || vassal.phase == Phase.DOOMED) {
            return;
        }
        if (options.tyrant() && !vassal.owner().equals(spec.owner())) {
            messages.permissionsChanged(spec.name());
            vassals.stop(vassal);
        } else if (spec.stamp().isAfter(vassal.spec().stamp())) {
            changed(vassal, spec);
        }
    }

    private void changed(Vassal vassal, VassalSpec spec) {
        if (vassal.phase == Phase.SUSPENDED) {
            vassal.update(spec);
        } else if (spec.config().isPresent() != vassal.spec().config().isPresent()) {
            vassals.stop(vassal); // it cannot be given another pipe
        } else if (vassal.socket == null && spec.socket().isPresent()) {
            messages.onDemandWanted(vassal.id(), spec.socket().get());
            vassals.stop(vassal);
        } else if (vassal.socket != null && spec.socket().isEmpty()) {
            messages.onDemandUnwanted(vassal.id(), vassal.socketAddress().orElse(""));
            vassals.stop(vassal);
        } else if (vassal.socket != null && !spec.socket().equals(vassal.socketAddress())) {
            messages.onDemandWanted(vassal.id(), spec.socket().orElse(""));
            vassals.stop(vassal);
        } else if (vassal.phase == Phase.STARTING || vassal.phase == Phase.RETURNING) {
            return; // it is asked again when it runs, or waits
        } else {
            vassal.update(spec);
            vassals.reload(vassal);
        }
    }

    private void consider(VassalSpec spec, MonitorThread monitor, boolean first) {
        long barred = vassals.barred(spec);
        if (barred > 0) {
            lookAgain(barred);
            return;
        }
        Departure before = departures.get(spec.name());
        if (before != null && !before.owner().equals(spec.owner()) && !before.isPast()) {
            return; // what was seen while another ran under this name may be that one's doing
        }
        Optional<String> refusal = refusal(spec);
        if (refusal.isPresent()) {
            if (!refusal.get().equals(refusals.put(spec.name(), refusal.get()))) {
                context.log().error("{}", refusal.get());
            }
            return;
        }
        refusals.remove(spec.name());
        vassals.add(spec, monitor, first);
    }

    /** Returns why a vassal is not started at all. */
    private Optional<String> refusal(VassalSpec spec) {
        VassalOwner owner = spec.owner();
        if (options.tyrant() && (owner.uid() <= 0 || owner.gid() <= 0)) {
            return Optional.of("[emperor-tyrant] invalid permissions for vassal " + spec.name());
        }
        int size = spec.config().map(config -> config.bytes().length).orElse(0);
        if (size > VassalSpec.MAX_CONFIG) {
            return Optional.of("[emperor] the configuration of vassal " + spec.name() + " is too long: " + size
                    + " bytes, at most " + VassalSpec.MAX_CONFIG);
        }
        return Optional.empty();
    }

    private void lookAgain(long millis) {
        if (!wakeArmed) {
            wakeArmed = true;
            context.after(Duration.ofMillis(millis), () -> {
                wakeArmed = false;
                compare();
            });
        }
    }

    private boolean isWanted(Vassal vassal) {
        Optional<Map<String, VassalSpec>> wanted = vassal.monitor().wanted();
        String id = vassal.id();
        String name = vassal.isZerg() ? id.substring(0, id.lastIndexOf(':')) : id;
        return wanted.isEmpty() || wanted.get().containsKey(name);
    }

    /** Returns what the stats server shows. Loop. */
    Map<String, Object> picture() {
        return stats.tree();
    }

    @Override
    public void close() {
        monitors.forEach(MonitorThread::close);
        directories.close();
        commands.close();
        stats.close();
    }
}
