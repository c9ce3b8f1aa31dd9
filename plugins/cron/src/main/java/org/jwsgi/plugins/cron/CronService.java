package org.jwsgi.plugins.cron;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jwsgi.api.cron.CronClock;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/** Looks at the clock every second and runs what is due. Master loop. */
final class CronService implements MasterService {
    private static final String HAND_OVER = "CRON";

    private final MasterContext context;
    private final Supplier<LocalDateTime> localTime;
    private final LongSupplier monotonic;
    private final CronClock clock = new CronClock();
    private final List<CronEntry> entries = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private boolean ending;

    /**
     * Creates the service.
     *
     * @param localTime gives the time that the fields mean
     * @param monotonic gives seconds of a clock that nobody can set
     */
    CronService(MasterContext context, CronOptions options, Supplier<LocalDateTime> localTime, LongSupplier monotonic) {
        this.context = context;
        this.localTime = localTime;
        this.monotonic = monotonic;
        for (String text : options.cron2()) {
            CronTask.unknownKeys(text)
                    .forEach(key -> ignored.add("'" + key + "' is not a key of cron2 and is ignored: " + text));
        }
        for (CronTask task : options.tasks()) {
            Duration limit = task.harakiri().orElse(options.harakiri());
            entries.add(new CronEntry(context, task, limit, monotonic));
        }
    }

    @Override
    public void start() {
        ignored.forEach(text -> context.log().warn("[jwsgi-cron] {}", text));
        for (CronEntry entry : entries) {
            CronTask task = entry.task();
            if (task.legion().isEmpty()) {
                context.log().info("[jwsgi-cron] command \"{}\" registered as cron task", task.command());
            } else {
                context.log()
                        .warn(
                                "[jwsgi-cron] command \"{}\" registered as cron task for legion \"{}\": there are no"
                                        + " legions yet, so it never runs",
                                task.command(),
                                task.legion());
            }
        }
        context.contributeStats(
                "crons", () -> entries.stream().map(CronEntry::stats).toList());
        context.handedOver(HAND_OVER).ifPresent(this::resume);
        context.handOver(HAND_OVER, this::memory);
        context.post(this::onTick);
    }

    /** Returns the clock's position, and what each entry remembers. */
    private String memory() {
        StringBuilder memory = new StringBuilder(clock.position());
        for (CronEntry entry : entries) {
            memory.append('\n').append(entry.task().key()).append(' ').append(entry.memory());
        }
        return memory.toString();
    }

    /** The configuration may have changed since: an entry is the same when its fields and its command are. */
    private void resume(String memory) {
        String[] lines = memory.split("\n", -1);
        try {
            clock.resume(lines[0]);
            List<CronEntry> left = new ArrayList<>(entries);
            for (int i = 1; i < lines.length; i++) {
                int space = lines[i].indexOf(' ');
                String key = lines[i].substring(0, space);
                Optional<CronEntry> same = left.stream()
                        .filter(entry -> entry.task().key().equals(key))
                        .findFirst();
                if (same.isPresent()) {
                    left.remove(same.get());
                    same.get().resume(lines[i].substring(space + 1));
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            context.log().warn("[jwsgi-cron] cannot read what the last master left: {}", e.getMessage());
        }
    }

    @Override
    public void onTick() {
        if (ending) {
            return;
        }
        clock.look(localTime.get(), monotonic.getAsLong());
        for (CronEntry entry : entries) {
            entry.look(clock);
        }
    }

    /** Commands that run go on; nothing waits for them. */
    @Override
    public CompletionStage<Void> beforeStop(boolean reloading) {
        ending = true;
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        ending = true;
    }
}
