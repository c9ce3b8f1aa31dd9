package org.jwsgi.plugins.emperor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.supervisor.ProgramSpec;
import org.jwsgi.api.supervisor.ProgramStep;
import org.jwsgi.api.supervisor.SupervisorContext;
import org.jwsgi.api.supervisor.SupervisorException;
import org.jwsgi.api.supervisor.WaitingSocket;
import org.jwsgi.api.supervisor.Wire;

/**
 * Says how the process of a vassal is made: its command, environment, descriptors, and what happens to it before. Immutable
 * but for what it asks the vassal; loop.
 */
final class VassalLaunch {
    private static final String FD = "UWSGI_EMPEROR_FD";
    private static final String FD_CONFIG = "UWSGI_EMPEROR_FD_CONFIG";
    private static final String VASSAL_PREFIX = "UWSGI_VASSAL_";

    /** What was said to this process alone. */
    private static final List<String> PRIVATE = List.of(
            "UWSGI_RELOADS", "NOTIFY_SOCKET", "UWSGI_EMPEROR", FD, FD_CONFIG, "UWSGI_EMPEROR_PROXY", "JWSGI_VASSAL");

    private final SupervisorContext context;
    private final EmperorOptions options;
    private final VassalOptions vassals;
    private final TenantOptions tenants;
    private final List<String> capabilities = new ArrayList<>();
    private final LaunchHooks hooks;
    private final EmperorMessages messages;

    /**
     * Prepares.
     *
     * @param hooks run on the way to each vassal
     * @throws SupervisorException when vassals should be left no capability that exists
     */
    VassalLaunch(
            SupervisorContext context,
            EmperorOptions options,
            VassalOptions vassals,
            LaunchHooks hooks,
            EmperorMessages messages) {
        this.context = context;
        this.options = options;
        this.vassals = vassals;
        this.tenants = context.options(TenantOptions.class);
        this.hooks = hooks;
        this.messages = messages;
        for (String name : tenants.capabilityNames()) {
            if (context.programs().isCapability(name)) {
                capabilities.add(name);
            } else {
                context.log().error("[security] unknown capability: {}", name);
            }
        }
        if (capabilities.isEmpty() && !tenants.capabilities().isEmpty()) {
            throw new SupervisorException("[security] empty capabilities mask !!!");
        }
    }

    /** Returns what starts a vassal, whose pipes are open. */
    ProgramSpec of(Vassal vassal) {
        List<List<String>> commands = new ArrayList<>();
        for (String program : programs(vassal.spec())) {
            commands.add(command(program, vassal));
        }
        List<Integer> descriptors = new ArrayList<>();
        Map<String, String> environment = environment(context.environment());
        give(environment, descriptors, FD, vassal.pipe);
        give(environment, descriptors, FD_CONFIG, vassal.configPipe);
        if (vassal.isZerg()) {
            environment.put("UWSGI_BROODLORD_NUM", Integer.toString(vassal.zergNumber));
        }
        Optional<Path> directory = vassals.directoryAttribute()
                .flatMap(vassal.spec()::attribute)
                .map(path -> directory(vassal).resolve(path))
                .or(() -> Optional.of(directory(vassal)));
        if (vassals.startHook().isPresent()) {
            environment.put("UWSGI_VASSALS_DIR", directory(vassal).toString());
        }
        WaitingSocket socket = vassal.socket;
        OptionalInt input = socket == null ? OptionalInt.empty() : OptionalInt.of(socket.descriptor());
        return new ProgramSpec(
                "vassal " + vassal.id(), commands, environment, directory, input, descriptors, steps(vassal));
    }

    /** Tells the log what a new process of a vassal was left. */
    void born(Vassal vassal) {
        if (!capabilities.isEmpty()) {
            messages.bounded(vassal.id(), vassal.pid);
        }
    }

    private Path directory(Vassal vassal) {
        return vassal.spec().directory().orElse(context.instance().startDirectory());
    }

    private static void give(
            Map<String, String> environment, List<Integer> descriptors, String variable, @Nullable Wire wire) {
        if (wire != null) {
            environment.put(variable, Integer.toString(ProgramSpec.FIRST_DESCRIPTOR + descriptors.size()));
            descriptors.add(wire.far());
        }
    }

    /** Returns the programs to try, in order. */
    List<String> programs(VassalSpec spec) {
        List<String> programs = new ArrayList<>(vassals.wrapperOverrides());
        programs.add(program(spec));
        programs.addAll(vassals.wrapperFallbacks());
        return programs;
    }

    /** Returns the program that is neither an override nor a fallback. */
    String program(VassalSpec spec) {
        List<String> configured = context.instance().options().getOrDefault("binary-path", List.of());
        return vassals.wrapperAttribute()
                .flatMap(spec::attribute)
                .or(vassals::wrapper)
                .or(() -> configured.isEmpty() ? Optional.empty() : Optional.of(configured.getLast()))
                .orElseGet(() -> context.instance().home().resolve("bin/jwsgi").toString());
    }

    /** Tells the log that a program is about to be tried. Any thread. */
    void trying(Vassal vassal, int attempt) {
        int overrides = vassals.wrapperOverrides().size();
        if (attempt < overrides) {
            messages.override(vassals.wrapperOverrides().get(attempt));
        } else if (attempt > overrides) {
            messages.fallback(vassals.wrapperFallbacks().get(attempt - overrides - 1));
        }
    }

    private List<String> command(String program, Vassal vassal) {
        List<String> command = new ArrayList<>(tenants.tool().orElse(List.of()));
        command.add(program);
        add(command, "--inherit", vassals.inheritBefore());
        add(command, "--include", vassals.includeBefore());
        add(command, "--set", vassals.set());
        command.add(flag(vassal.id(), options.extraExtensions(), options.broodlord() > 0));
        command.add(argument(vassal));
        add(command, "--inherit", vassals.inherit());
        add(command, "--include", vassals.include());
        return command;
    }

    private static void add(List<String> command, String flag, List<String> values) {
        for (String value : values) {
            command.add(flag);
            command.add(value);
        }
    }

    private String argument(Vassal vassal) {
        if (vassal.spec().config().isPresent()) {
            return "emperor://" + vassal.id();
        }
        boolean executable =
                vassals.magicExec() && Files.isExecutable(directory(vassal).resolve(vassal.id()));
        return executable ? "exec://" + vassal.id() : vassal.id();
    }

    /** Returns the option that reads a configuration of a name. */
    static String flag(String id, List<String> extraExtensions, boolean sections) {
        int colon = id.indexOf(':');
        String name = sections && colon >= 0 ? id.substring(0, colon) : id;
        for (String extra : extraExtensions) {
            if (name.endsWith(extra)) {
                return "--config";
            }
        }
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "xml" -> "--xml";
            case "ini" -> "--ini";
            case "yml", "yaml" -> "--yaml";
            case "js", "json" -> "--json";
            default -> "--inherit";
        };
    }

    /** Returns the environment of vassals, made from that of this process. */
    static Map<String, String> environment(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        PRIVATE.forEach(environment::remove);
        own.forEach((name, value) -> {
            if (name.startsWith(VASSAL_PREFIX)) {
                environment.remove(name);
                environment.put("UWSGI_" + name.substring(VASSAL_PREFIX.length()), value);
            }
        });
        return environment;
    }

    /**
     * Returns what happens on the thread of the process before the program starts: it leaves the Emperor's namespaces, gives
     * up capabilities and becomes who the vassal is; then come hooks.
     */
    private List<ProgramStep> steps(Vassal vassal) {
        List<ProgramStep> steps = new ArrayList<>();
        hooks.before().about(vassal).forEach(hook -> steps.add(new ProgramStep.Run(hook)));
        if (!tenants.separated().isEmpty()) {
            steps.add(new ProgramStep.Separate(tenants.separated()));
        }
        hooks.beforeDrop().about(vassal).forEach(hook -> steps.add(new ProgramStep.Run(hook)));
        if (!capabilities.isEmpty()) {
            steps.add(new ProgramStep.Bound(capabilities));
        }
        if (options.tyrant()) {
            VassalOwner owner = vassal.owner();
            messages.dropping(vassal.id(), owner);
            steps.add(
                    tenants.initGroups()
                            ? new ProgramStep.Login(owner.uid(), owner.gid())
                            : new ProgramStep.Become(owner.uid(), owner.gid(), List.of()));
        }
        vassals.startHook().ifPresent(program -> steps.add(startHook(program, vassal)));
        hooks.place().about(vassal).forEach(hook -> steps.add(new ProgramStep.Run(hook)));
        return steps;
    }

    private ProgramStep startHook(String program, Vassal vassal) {
        Hook hook = VassalHooks.program(
                context.hooks(),
                "start-hook",
                program,
                vassal.id(),
                directory(vassal).toString());
        return new ProgramStep.Run(() -> {
            messages.hook("start", program, vassal.id());
            hook.runUnannounced();
        });
    }
}
