package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;
import org.jwsgi.api.log.LogSetupException;
import org.jwsgi.api.log.LogSink;
import org.jwsgi.api.log.LogSinkProvider;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.log.LogExpression;
import org.jwsgi.kernel.log.LogMasterOptions;
import org.jwsgi.kernel.log.LogPipeline;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.ProviderEntry;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.supervise.ProcessOptions;

/** Makes the loggers and encoders that a configuration asks for; nothing is opened yet. Main thread. */
final class Loggers {
    private static final String SPACE = " ";

    private final Start start;
    private final IntUnaryOperator originals;
    private final PluginContexts contexts;
    private final List<String> problems = new ArrayList<>();

    private Loggers(Start start, IntUnaryOperator originals) {
        this.start = start;
        this.originals = originals;
        this.contexts = new PluginContexts(
                start.configuration()::bind,
                InstanceFacts.of(
                        start.installation(),
                        start.configuration(),
                        WorkerStart.startDirectory(),
                        Processes.pid(),
                        start.options(ProcessOptions.class).processes()),
                ProcessRole.MASTER,
                0,
                start.plugins());
    }

    /**
     * Makes what {@code log-master} and its relatives ask for; empty without them.
     *
     * @param originals tells under which number a descriptor is found that the process was started with
     * @throws JwsgiException when something of it cannot be, with a line for each problem
     */
    static Optional<LogPipeline> pipeline(Start start, IntUnaryOperator originals) {
        LogMasterOptions options = start.options(LogMasterOptions.class);
        if (!options.enabled()) {
            return Optional.empty();
        }
        return Optional.of(new Loggers(start, originals).create(options));
    }

    /** Returns what {@code --logger-list} prints: uWSGI's form, with every type of logger that some plugin has. */
    static String list(PluginHost plugins) {
        return list(plugins, ProviderKind.LOG_SINK, "loggers");
    }

    /** Returns what {@code --alarm-list} prints, in the same form. */
    static String alarmList(PluginHost plugins) {
        return list(plugins, ProviderKind.ALARM, "alarms");
    }

    private static String list(PluginHost plugins, ProviderKind kind, String what) {
        StringBuilder text = new StringBuilder("\n*** jwsgi loaded " + what + " ***\n");
        for (ProviderEntry provider : plugins.available(kind)) {
            text.append(provider.name()).append('\n');
        }
        return text.append("--- end of " + what + " list ---\n\n").toString();
    }

    private LogPipeline create(LogMasterOptions options) {
        List<String> loggers = new ArrayList<>(options.loggers());
        options.syslog().ifPresent(argument -> loggers.add(argument.equals("true") ? "syslog" : "syslog:" + argument));
        options.socket().ifPresent(argument -> loggers.add("socket:" + argument));
        List<EncoderText> encoders = encoders("log-encoder", options.encoders());
        List<LogPipeline.Target> targets = targets(loggers, encoders);
        LogPipeline.Way server = new LogPipeline.Way(
                expressions("log-drain", options.drains()),
                expressions("log-filter", options.filters()),
                rules("log-route", options.routes()),
                targets,
                general(encoders, targets));
        Optional<LogPipeline.Way> requests = Optional.empty();
        if (options.separatesRequests()) {
            List<EncoderText> own = encoders("log-req-encoder", options.requestEncoders());
            List<LogPipeline.Target> ownTargets = targets(options.requestLoggers(), own);
            requests = Optional.of(new LogPipeline.Way(
                    List.of(),
                    List.of(),
                    rules("log-req-route", options.requestRoutes()),
                    ownTargets,
                    general(own, ownTargets)));
        }
        if (!problems.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, String.join("\n", problems));
        }
        return new LogPipeline(server, requests, Math.clamp(options.bufferSize().bytes(), 64, 1 << 20));
    }

    private List<LogExpression> expressions(String option, List<String> texts) {
        List<LogExpression> expressions = new ArrayList<>();
        for (String text : texts) {
            LogExpression expression = expression(option, text);
            if (expression != null) {
                expressions.add(expression);
            }
        }
        return expressions;
    }

    private @Nullable LogExpression expression(String option, String text) {
        try {
            return LogExpression.compile(text);
        } catch (PatternSyntaxException e) {
            problems.add(option + ": invalid regular expression \"" + text + "\": " + e.getDescription());
            return null;
        }
    }

    private List<LogPipeline.Rule> rules(String option, List<String> texts) {
        List<LogPipeline.Rule> rules = new ArrayList<>();
        for (String text : texts) {
            int space = text.indexOf(SPACE);
            if (space < 0) {
                problems.add(option + ": invalid value \"" + text + "\", must be NAME REGEXP");
                continue;
            }
            LogExpression expression = expression(option, text.substring(space + 1));
            if (expression != null) {
                rules.add(new LogPipeline.Rule(text.substring(0, space), expression));
            }
        }
        return rules;
    }

    /** An encoder as it was written: one for all loggers, or for those of a name. */
    private record EncoderText(String type, String logger, String argument) {
        static EncoderText parse(String text) {
            int space = text.indexOf(SPACE);
            String head = space < 0 ? text : text.substring(0, space);
            int colon = head.indexOf(':');
            return new EncoderText(
                    colon < 0 ? head : head.substring(0, colon),
                    colon < 0 ? "" : head.substring(colon + 1),
                    space < 0 ? "" : text.substring(space + 1));
        }
    }

    private List<EncoderText> encoders(String option, List<String> texts) {
        List<EncoderText> encoders = new ArrayList<>();
        for (String text : texts) {
            EncoderText encoder = EncoderText.parse(text);
            switch (start.plugins().loadProvider(ProviderKind.LOG_ENCODER, encoder.type())) {
                case LoadOutcome.Loaded _ -> encoders.add(encoder);
                case LoadOutcome.Missing _ -> problems.add("log encoder \"" + encoder.type() + "\" not found");
                case LoadOutcome.Broken(String reason) -> problems.add(option + ": " + encoder.type() + ": " + reason);
            }
        }
        return encoders;
    }

    /** Returns the encoders of lines that no logger gets. What is wrong with them is reported once. */
    private List<LogEncoder> general(List<EncoderText> encoders, List<LogPipeline.Target> targets) {
        int reported = problems.size();
        List<LogEncoder> created = created(encoders, "");
        if (!targets.isEmpty()) {
            problems.subList(reported, problems.size()).clear();
        }
        return created;
    }

    private List<LogEncoder> created(List<EncoderText> encoders, String logger) {
        List<LogEncoder> created = new ArrayList<>();
        for (EncoderText encoder : encoders) {
            if (encoder.logger().isEmpty() || encoder.logger().equals(logger)) {
                try {
                    ProviderTable.Entry<LogEncoderProvider> entry = find(LogEncoderProvider.class, encoder.type());
                    created.add(entry.call("create", provider -> provider.create(encoder.argument(), context(entry))));
                } catch (LogSetupException e) {
                    problems.add("log encoder " + encoder.type() + ": " + e.getMessage());
                }
            }
        }
        return created;
    }

    private List<LogPipeline.Target> targets(List<String> texts, List<EncoderText> encoders) {
        List<LogPipeline.Target> targets = new ArrayList<>();
        for (String text : texts) {
            String name = nameOf(text);
            String rest = name.isEmpty() ? text : text.substring(name.length() + 1);
            int colon = rest.indexOf(':');
            String type = colon < 0 ? rest : rest.substring(0, colon);
            LogSink sink = sink(type, colon < 0 ? "" : rest.substring(colon + 1));
            if (sink != null) {
                targets.add(new LogPipeline.Target(name, rest, sink, created(encoders, name)));
            }
        }
        return targets;
    }

    /** Returns the word of letters and digits before the first space; empty when there is none. */
    private static String nameOf(String text) {
        int space = text.indexOf(SPACE);
        for (int i = 0; i < space; i++) {
            if (!Character.isLetterOrDigit(text.charAt(i))) {
                return "";
            }
        }
        return space < 0 ? "" : text.substring(0, space);
    }

    private @Nullable LogSink sink(String type, String argument) {
        switch (start.plugins().loadProvider(ProviderKind.LOG_SINK, type)) {
            case LoadOutcome.Loaded _ -> {
                try {
                    ProviderTable.Entry<LogSinkProvider> entry = find(LogSinkProvider.class, type);
                    return entry.call("create", provider -> provider.create(argument, context(entry)));
                } catch (LogSetupException e) {
                    problems.add("logger " + type + ": " + e.getMessage());
                }
            }
            case LoadOutcome.Missing _ -> problems.add("unable to find logger " + type);
            case LoadOutcome.Broken(String reason) -> problems.add("unable to load logger " + type + ": " + reason);
        }
        return null;
    }

    private <P extends Provider> ProviderTable.Entry<P> find(Class<P> type, String name) {
        return start.plugins()
                .providers(Set.of(ProcessRole.MASTER))
                .find(type, name)
                .orElseThrow(() -> new LogSetupException("its provider does not run in the master"));
    }

    private LoggerContext context(ProviderTable.Entry<?> entry) {
        return new LoggerContext(
                contexts.of(entry),
                originals,
                NextImage.childEnvironment(start.configuration().environment()));
    }
}
