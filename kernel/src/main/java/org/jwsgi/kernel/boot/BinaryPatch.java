package org.jwsgi.kernel.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.CommandOptions;
import org.jwsgi.kernel.hook.Shell;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.vassal.EmperorLink;

/**
 * The other program that a configuration wants this process to become, under the same pid, so that an Emperor can look
 * after it as after a server. Only shared sockets and the Emperor's descriptors stay open. Runs in: the first process of
 * an instance, main thread.
 */
final class BinaryPatch {
    /** Variables of the launcher, which mean its own JVM alone. */
    private static final List<String> LAUNCHER_VARIABLES =
            List.of(Installation.HOME_VARIABLE, AotArchive.MISSING_VARIABLE);

    private final CommandOptions options;
    private final List<String> arguments;
    private final Map<String, String> started;
    private final Runnable farewell;

    /**
     * Creates the patch.
     *
     * @param arguments the user's arguments of the server
     * @param started the environment that this process was started with, for what an Emperor has put there
     * @param farewell is run before the process becomes another: the log, for one, is read by this one
     */
    BinaryPatch(CommandOptions options, List<String> arguments, Map<String, String> started, Runnable farewell) {
        this.options = options;
        this.arguments = arguments;
        this.started = Map.copyOf(started);
        this.farewell = farewell;
    }

    /** Tells whether the process becomes another before its privileges are dropped. */
    boolean privileged() {
        return options.privilegedPatch().isPresent()
                || options.privilegedCommand().isPresent();
    }

    /** Tells whether the process becomes another once its privileges are dropped. */
    boolean unprivileged() {
        return options.unprivilegedPatch().isPresent()
                || options.unprivilegedCommand().isPresent();
    }

    /** Becomes the program that is wanted before privileges are dropped; returns when there is none. */
    void becomePrivileged(Map<String, String> environment, List<Integer> kept) {
        become(options.privilegedPatch(), options.privilegedCommand(), environment, kept);
    }

    /** Becomes the program that is wanted once privileges are dropped; returns when there is none. */
    void becomeUnprivileged(Map<String, String> environment, List<Integer> kept) {
        become(options.unprivilegedPatch(), options.unprivilegedCommand(), environment, kept);
    }

    private void become(
            Optional<String> program, Optional<String> command, Map<String, String> environment, List<Integer> kept) {
        if (program.isPresent()) {
            List<String> line = new ArrayList<>(List.of(program.get()));
            line.addAll(arguments);
            throw replace(found(program.get(), environment), line, environment, kept);
        }
        if (command.isPresent()) {
            List<String> line = Shell.commandLine(options.shells(), command.get());
            throw replace(line.getFirst(), line, environment, kept);
        }
    }

    private JwsgiException replace(String program, List<String> command, Map<String, String> own, List<Integer> kept) {
        Map<String, String> environment = NextImage.childEnvironment(own);
        LAUNCHER_VARIABLES.forEach(environment::remove);
        environment.putAll(EmperorLink.variables(started));
        List<Integer> descriptors = new ArrayList<>(kept);
        descriptors.addAll(EmperorLink.descriptors(started));
        farewell.run();
        // The launcher has blocked the signals of a server; others expect to be ended by them.
        Signals.unblockAll();
        return Processes.exec(program, command, environment, descriptors);
    }

    /** Looks a program up in {@code PATH}, as a shell does; one with a slash is taken as it is. */
    private static String found(String program, Map<String, String> environment) {
        if (program.indexOf('/') >= 0) {
            return program;
        }
        for (String folder :
                environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate.toString();
            }
        }
        return program;
    }
}
