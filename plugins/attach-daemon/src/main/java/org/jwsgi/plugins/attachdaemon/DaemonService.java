package org.jwsgi.plugins.attachdaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;

/**
 * Runs the daemons of an instance. Master loop, except that a thread of its own waits for each that holds the workers, and
 * another one of each daemon looks at its files.
 */
final class DaemonService implements MasterService {
    /** How long daemons may take to end unless {@code reload-mercy} says otherwise. */
    private static final long MERCY_SECONDS = 3;

    private final MasterContext context;
    private final List<RunningDaemon> daemons = new ArrayList<>();
    private final List<DaemonFiles> files = new ArrayList<>();
    private final List<String> legionDaemons;
    private boolean ending;

    /** A daemon's files: its thread looks at them, and the master loop hears what was touched. */
    private final class DaemonFiles {
        final RunningDaemon daemon;
        final FileThread thread;
        final TouchWatch touch;
        boolean looking;

        DaemonFiles(RunningDaemon daemon, FileThread thread) {
            this.daemon = daemon;
            this.thread = thread;
            this.touch = new TouchWatch(absolute(daemon.plan().daemon().touch()));
        }

        void look() {
            if (looking || daemon.plan().daemon().touch().isEmpty()) {
                return;
            }
            looking = true;
            thread.execute(() -> {
                List<Path> touched = touch.touched();
                context.post(() -> {
                    looking = false;
                    touched.forEach(this::touched);
                });
            });
        }

        private void touched(Path file) {
            if (!ending) {
                daemon.touched(file.toString());
            }
        }
    }

    DaemonService(MasterContext context, DaemonOptions options) {
        this(context, options, () -> System.nanoTime() / 1_000_000_000);
    }

    /**
     * Creates the service.
     *
     * @param clock gives monotonic seconds
     */
    DaemonService(MasterContext context, DaemonOptions options, LongSupplier clock) {
        this.context = context;
        this.legionDaemons = options.legionDaemons();
        Path start = context.instance().startDirectory();
        for (DaemonPlan plan : options.plans()) {
            FileThread thread = new FileThread(context, plan.name());
            RunningDaemon daemon = plan.pidfile().isPresent()
                    ? new SmartDaemon(
                            context,
                            plan,
                            new Pidfile(start.resolve(plan.pidfile().get())),
                            thread,
                            clock)
                    : new DumbDaemon(context, plan, clock);
            daemons.add(daemon);
            files.add(new DaemonFiles(daemon, thread));
        }
    }

    @Override
    public Optional<CompletionStage<Void>> holdWorkers() {
        List<CompletableFuture<?>> holds = new ArrayList<>();
        for (RunningDaemon daemon : daemons) {
            if (daemon.plan().daemon().ready().isPresent()) {
                holds.add(awaitReady(daemon.plan()));
            }
        }
        return holds.isEmpty()
                ? Optional.empty()
                : Optional.of(CompletableFuture.allOf(holds.toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> awaitReady(DaemonPlan plan) {
        String text = plan.daemon().ready().orElse("");
        Readiness readiness;
        try {
            readiness = Readiness.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    "cannot wait for daemon " + plan.name() + ": \"" + text + "\" is neither HOST:PORT nor a path", e);
        }
        CompletableFuture<Void> held = new CompletableFuture<>();
        context.background("readiness of " + plan.name(), () -> {
            try {
                await(plan, readiness, text);
            } finally {
                held.complete(null);
            }
        });
        return held;
    }

    private void await(DaemonPlan plan, Readiness readiness, String text) {
        long start = System.nanoTime();
        Duration timeout = plan.daemon().readyTimeout();
        try {
            if (readiness.await(timeout.toMillis())) {
                long millis = (System.nanoTime() - start) / 1_000_000;
                context.log().info("[jwsgi-daemons] {} is ready (at: {}, after: {} ms)", plan.name(), text, millis);
            } else {
                context.log()
                        .error(
                                "[jwsgi-daemons] {} is not ready after {} seconds; starting the workers without it (at: {})",
                                plan.name(),
                                timeout.toSeconds(),
                                text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Daemons start in the loop's first turn: by then the master has given up its privileges. */
    @Override
    public void start() {
        for (String value : legionDaemons) {
            context.log().warn("[jwsgi-daemons] there are no legions yet: \"{}\" never runs", value);
        }
        files.forEach(DaemonFiles::look);
        if (!daemons.isEmpty()) {
            context.contributeStats(
                    "daemons", () -> daemons.stream().map(RunningDaemon::stats).toList());
            context.post(this::startDaemons);
        }
    }

    private List<Path> absolute(List<Path> files) {
        return files.stream().map(context.instance().startDirectory()::resolve).toList();
    }

    private void startDaemons() {
        if (!ending) {
            daemons.forEach(RunningDaemon::start);
        }
    }

    @Override
    public void onTick() {
        if (ending) {
            return;
        }
        files.forEach(DaemonFiles::look);
        daemons.forEach(RunningDaemon::tick);
    }

    @Override
    public CompletionStage<Void> beforeStop(boolean reloading) {
        ending = true;
        Duration mercy = mercy();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (RunningDaemon daemon : daemons) {
            ends.add(daemon.end(reloading, mercy));
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    private Duration mercy() {
        List<String> configured = context.instance().options().getOrDefault("reload-mercy", List.of());
        try {
            long seconds = configured.isEmpty() ? 0 : Long.parseLong(configured.getLast());
            return Duration.ofSeconds(seconds > 0 ? seconds : MERCY_SECONDS);
        } catch (NumberFormatException e) {
            return Duration.ofSeconds(MERCY_SECONDS); // the kernel has refused such a value
        }
    }

    @Override
    public void close() {
        ending = true;
        files.forEach(each -> each.thread.close());
    }
}
