package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.ConfigOptions;
import org.jwsgi.kernel.config.EmperorConfig;
import org.jwsgi.kernel.log.LogHandOver;
import org.jwsgi.kernel.master.HandOver;
import org.jwsgi.kernel.master.MasterSetup;
import org.jwsgi.kernel.posix.Memory;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.socket.InheritedSockets;
import org.jwsgi.kernel.socket.ListenerTable;
import org.jwsgi.kernel.supervise.Daemonizer;
import org.jwsgi.kernel.vassal.EmperorLink;
import org.jwsgi.kernel.vassal.Vassal;

/**
 * How an instance becomes its own next image in a reload: with which command, environment and descriptors, and whether it
 * can. Made on the main thread of the master or the sole process.
 */
final class NextImage {
    private final Start start;
    private final ListenerTable listeners;
    private final Optional<Vassal> vassal;
    private final OptionalInt emperorConfig;

    NextImage(Start start, ListenerTable listeners, Optional<Vassal> vassal) {
        this.start = start;
        this.listeners = listeners;
        this.vassal = vassal;
        this.emperorConfig = start.environment().containsKey(EmperorConfig.VARIABLE)
                ? OptionalInt.of(Memory.create("jwsgi-config", 0))
                : OptionalInt.empty();
    }

    /** Returns an environment without what was meant for this process alone. */
    static Map<String, String> childEnvironment(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        InheritedSockets.VARIABLES.forEach(environment::remove);
        environment.remove(Daemonizer.VARIABLE);
        environment.remove(LogHandOver.VARIABLE);
        environment.remove(Keeper.VARIABLE);
        environment.remove(AotArchive.MISSING_VARIABLE);
        EmperorLink.removeFrom(environment);
        HandOver.removeFrom(environment);
        return environment;
    }

    /** Returns the number of this image, 0 for the first of the instance. */
    static int number(Map<String, String> environment) {
        String reloads = environment.get(InstanceStart.RELOADS);
        return reloads == null || !InstanceStart.isReloaded(environment) ? 0 : Integer.parseInt(reloads) + 1;
    }

    MasterSetup.Reload reload() {
        List<String> command = command();
        Map<String, String> environment = childEnvironment(start.environment());
        environment.put(InheritedSockets.RELOAD_VARIABLE, listeners.keepAcrossExec(Processes.pid()));
        List<Integer> kept = new ArrayList<>(listeners.descriptors());
        String keeper = start.environment().get(Keeper.VARIABLE);
        if (keeper != null) {
            environment.put(Keeper.VARIABLE, keeper);
            if (!keeper.isEmpty()) {
                kept.add(Integer.parseInt(keeper));
            }
        }
        if (InstanceStart.isReloaded(start.environment())) {
            environment.putAll(HandOver.variablesOf(start.environment()));
        }
        return new MasterSetup.Reload(
                command,
                environment,
                start.options(ConfigOptions.class).forceCwd().or(() -> Optional.of(WorkerStart.startDirectory())),
                kept,
                first -> forked(command, first),
                listeners::leaveToSuccessor,
                check(),
                number(start.environment()));
    }

    /** Returns what the next image needs to stay a vassal: the variables, and the descriptors that they name. */
    MasterSetup.Governed governed() {
        Map<String, String> variables = EmperorLink.variables(start.environment());
        List<Integer> kept = new ArrayList<>(EmperorLink.descriptors(start.environment()));
        emperorConfig.ifPresent(fd -> {
            variables.put(EmperorConfig.KEPT_VARIABLE, Integer.toString(fd));
            kept.add(fd);
        });
        return new MasterSetup.Governed(vassal, variables, kept);
    }

    private Supplier<Optional<String>> check() {
        Map<String, String> environment = new HashMap<>(start.environment());
        emperorConfig.ifPresent(fd -> environment.put(EmperorConfig.KEPT_VARIABLE, Integer.toString(fd)));
        ConfigurationReader reader = new ConfigurationReader(start.installation(), environment);
        return () -> {
            try {
                renewConfig();
            } catch (JwsgiException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            return reader.problems(start.arguments());
        };
    }

    /** The next image reads what this one has been sent and has found good. */
    private void renewConfig() {
        if (emperorConfig.isPresent() && vassal.isPresent()) {
            int pipe = Integer.parseInt(start.environment().getOrDefault(EmperorConfig.VARIABLE, ""));
            byte[] text = new EmperorConfig(pipe, "my emperor").renewed(vassal.get()::askForConfig);
            Memory.replaceContent(emperorConfig.getAsInt(), text);
        }
    }

    private List<String> command() {
        Optional<String> program = start.options(ConfigOptions.class).binaryPath();
        if (program.isEmpty() && start.environment().containsKey(Keeper.VARIABLE)) {
            return JvmCommand.ofProcess().instance(start.arguments());
        }
        List<String> command = new ArrayList<>();
        command.add(program.orElse(start.installation().launcher().toString()));
        command.addAll(start.arguments());
        return command;
    }

    /**
     * Returns the command of a second instance. It is told of its sockets together with its own pid, which the shell knows
     * and keeps.
     */
    private List<String> forked(List<String> command, int first) {
        List<String> shell = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "sockets=$1; shift; export " + InheritedSockets.RELOAD_VARIABLE + "=\"$$$sockets\"; exec \"$@\"",
                "jwsgi",
                listeners.handOver(first)));
        shell.addAll(command);
        return shell;
    }
}
