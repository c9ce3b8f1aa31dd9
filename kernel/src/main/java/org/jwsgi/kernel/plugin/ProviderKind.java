package org.jwsgi.kernel.plugin;

import org.jwsgi.api.Provider;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.cheaper.CheaperAlgorithmProvider;
import org.jwsgi.api.command.CommandProvider;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.listener.ListenerSourceProvider;
import org.jwsgi.api.log.LogEncoderProvider;
import org.jwsgi.api.log.LogSinkProvider;
import org.jwsgi.api.master.MasterServiceProvider;
import org.jwsgi.api.metric.MetricCollectorProvider;
import org.jwsgi.api.protocol.SocketProtocolProvider;
import org.jwsgi.api.request.LanguageProvider;
import org.jwsgi.api.stats.StatsPusherProvider;
import org.jwsgi.api.supervisor.SupervisorProvider;
import org.jwsgi.api.watch.RequestWatchProvider;
import org.jwsgi.api.watch.WorkerWatchProvider;

/** Everything that a plugin can provide. A new extension point is a new line here. */
public enum ProviderKind {
    /** Languages and interfaces that run applications. */
    LANGUAGE("request plugin", LanguageProvider.class),
    /** Protocols of listening sockets. */
    PROTOCOL("protocol", SocketProtocolProvider.class),
    /** Formats of configuration files. */
    CONFIG_FORMAT("config format", ConfigFormatProvider.class),
    /** Services that live in the master. */
    MASTER_SERVICE("master service", MasterServiceProvider.class),
    /** Algorithms that decide how many workers run. */
    CHEAPER("cheaper algorithm", CheaperAlgorithmProvider.class),
    /** Places where listening sockets come from. */
    LISTENER_SOURCE("listener source", ListenerSourceProvider.class),
    /** Ways to collect a metric. */
    METRIC_COLLECTOR("metric collector", MetricCollectorProvider.class),
    /** Destinations for the state of the instance. */
    STATS_PUSHER("stats pusher", StatsPusherProvider.class),
    /** Watches over workers. */
    WORKER_WATCH("worker watch", WorkerWatchProvider.class),
    /** Watches over requests. */
    REQUEST_WATCH("request watch", RequestWatchProvider.class),
    /** Places that log lines go to. */
    LOG_SINK("logger", LogSinkProvider.class),
    /** Changes of log lines on their way. */
    LOG_ENCODER("log encoder", LogEncoderProvider.class),
    /** What the command line may ask for instead of a server. */
    COMMAND("command", CommandProvider.class),
    /** Types of alarms. */
    ALARM("alarm", AlarmProvider.class),
    /** Verbs of hooks. */
    HOOK_ACTION("hook action", HookActionProvider.class),
    /** Sources of an Emperor's vassals. */
    IMPERIAL_MONITOR("imperial monitor", ImperialMonitorProvider.class),
    /** Processes that supervise other programs. */
    SUPERVISOR("supervisor", SupervisorProvider.class);

    private final String noun;
    private final Class<? extends Provider> type;

    ProviderKind(String noun, Class<? extends Provider> type) {
        this.noun = noun;
        this.type = type;
    }

    /** Returns what a provider of this kind is called in messages. */
    public String noun() {
        return noun;
    }

    /** Returns what {@code --plugins-list} calls providers of this kind. */
    public String heading() {
        return noun.endsWith("ch") ? noun + "es" : noun + "s";
    }

    /** Returns the interface that a plugin implements and names its service file after. */
    public Class<? extends Provider> type() {
        return type;
    }

    /**
     * Returns the kind that an interface stands for.
     *
     * @throws IllegalArgumentException when no plugin can provide it
     */
    public static ProviderKind of(Class<? extends Provider> type) {
        for (ProviderKind kind : values()) {
            if (kind.type() == type) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no plugin can provide a " + type.getName());
    }

    /** Returns the path in a jar of the file that names the providers of this kind. */
    String serviceFile() {
        return ServiceFiles.FOLDER + type.getName();
    }
}
