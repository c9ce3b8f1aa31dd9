package org.jwsgi.plugins.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.InstanceEvent;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.slf4j.Logger;

/**
 * The alarms of an instance: takes what raises them to their queues. Runs in: MASTER. Events and ticks come on the master
 * loop, log lines on a thread of the log, and each alarm has its own thread for the delivery, so nothing here waits.
 */
final class AlarmService implements MasterService {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_UNKNOWN = 16;
    private static final Map<String, String> NOT_HERE = Map.of(
            "mule", "mules do not exist yet",
            "xmpp", "jwsgi does not speak XMPP",
            "speech", "jwsgi does not speak");

    private final MasterContext context;
    private final AlarmOptions options;
    private final LongSupplier clock;
    private final Logger log;
    private final Map<String, AlarmQueue> alarms = new LinkedHashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private @Nullable CrashReports crashes;

    AlarmService(MasterContext context, AlarmOptions options, LongSupplier clock) {
        this.context = context;
        this.options = options;
        this.clock = clock;
        this.log = context.log();
    }

    @Override
    public void start() {
        for (AlarmDefinition definition : options.definitions().values()) {
            alarms.put(definition.name(), create(definition));
        }
        alarms.forEach((name, queue) -> context.background("alarm " + name, queue::run));
        warnOfUnknown("alarm-backlog", options.backlogAlarms());
        warnOfUnknown("alarm-segfault", options.crashAlarms());
        if (!options.crashAlarms().isEmpty()) {
            crashes = new CrashReports(
                    context.instance(), (int) options.messageSize().bytes());
        }
        context.onEvent(this::happened);
        for (DescriptorTrigger trigger : options.triggers()) {
            context.onReadable(trigger.fd(), trigger.bytes(), () -> raise(trigger.alarm(), trigger.message()));
            log.info("[jwsgi-alarm] added fd {}", trigger.fd());
        }
        List<LogRule> rules = options.rules();
        if (!rules.isEmpty()) {
            LogWatch watch = new LogWatch(rules, alarms.values(), this::raiseLine, clock, log);
            context.onLogLine(watch::look);
        }
        context.contributeStats(
                "alarms", () -> alarms.values().stream().map(AlarmQueue::stats).toList());
    }

    private AlarmQueue create(AlarmDefinition definition) {
        MasterContext.Found<AlarmProvider> found = context.provider(AlarmProvider.class, definition.type())
                .orElseThrow(() -> invalid(definition, NOT_HERE.get(definition.type())));
        try {
            return new AlarmQueue(
                    definition,
                    found.provider().create(definition.argument(), found.context()),
                    options.frequency().toSeconds(),
                    options.timeout(),
                    log);
        } catch (AlarmSetupException e) {
            throw invalid(definition, e.getMessage());
        }
    }

    private static ServiceException invalid(AlarmDefinition definition, @Nullable String reason) {
        return new ServiceException(
                "invalid alarm: " + definition.text() + (reason == null ? "" : " (" + reason + ')'), null);
    }

    /** uWSGI ignores such a trigger; so does jwsgi, but not silently. */
    private void warnOfUnknown(String option, List<String> names) {
        for (String name : names) {
            if (!alarms.containsKey(name)) {
                log.warn("[jwsgi-alarm] {}: there is no alarm \"{}\"", option, name);
            }
        }
    }

    private void happened(InstanceEvent event) {
        switch (event) {
            case InstanceEvent.AlarmRaised(String alarm, String message, long lost) -> raised(alarm, message, lost);
            case InstanceEvent.QueueFull(String socket, int fd, long waiting, long limit) -> {
                String text = "listen queue of socket \"" + socket + "\" (fd: " + fd + ") full !!! (" + waiting + '/'
                        + limit + ')';
                options.backlogAlarms().stream().filter(alarms::containsKey).forEach(alarm -> raise(alarm, text));
            }
            case InstanceEvent.WorkerExited(int worker, int pid, int code, boolean expected) ->
                workerExited(worker, pid, code);
            default -> {} // other events raise no alarm
        }
    }

    private void raised(String alarm, String message, long lost) {
        AlarmQueue queue = alarms.get(alarm);
        if (queue != null) {
            queue.lost(lost);
            raise(alarm, message);
        } else if (unknown.size() < MOST_UNKNOWN && unknown.add(alarm)) {
            log.warn("[jwsgi-alarm] there is no alarm \"{}\": what it was to say is dropped", alarm);
        }
    }

    /** The report is a file that may be large and on a slow disk. */
    private void workerExited(int worker, int pid, int code) {
        CrashReports reports = crashes;
        if (reports != null && CrashReports.isFatal(code)) {
            context.background("alarm report", () -> {
                String report = reports.of(worker, pid, code);
                options.crashAlarms().stream().filter(alarms::containsKey).forEach(alarm -> raise(alarm, report));
            });
        }
    }

    /** Raises an alarm unless its message is too short or too long. Any thread. */
    private void raise(String alarm, String message) {
        byte[] bytes = message.getBytes(UTF_8);
        AlarmQueue queue = alarms.get(alarm);
        if (queue != null
                && bytes.length > 1
                && bytes.length <= options.messageSize().bytes()) {
            queue.add(bytes, clock.getAsLong());
        }
    }

    /** Log lines have no limits of their own unless {@code alarm-cheap} gives them those of other messages. */
    private void raiseLine(String alarm, byte[] line) {
        AlarmQueue queue = alarms.get(alarm);
        boolean fits = options.cheap().isEmpty()
                || line.length > 1 && line.length <= options.messageSize().bytes();
        if (queue != null && fits) {
            queue.add(line, clock.getAsLong());
        }
    }

    @Override
    public void onTick() {
        alarms.values().forEach(AlarmQueue::tick);
    }

    /** What was raised is delivered, within a patience: commands cannot be run once the master loop has ended. */
    @Override
    public CompletionStage<Void> beforeStop(boolean reloading) {
        if (alarms.values().stream().allMatch(AlarmQueue::idle)) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.background("alarm end", () -> {
            long deadline = System.nanoTime() + PATIENCE;
            try {
                for (AlarmQueue alarm : alarms.values()) {
                    alarm.awaitIdle(deadline);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    @Override
    public void close() {
        alarms.values().forEach(AlarmQueue::close);
    }
}
