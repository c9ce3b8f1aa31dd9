package org.jwsgi.kernel.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.posix.DescriptorInput;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.posix.ExitStatus;
import org.jwsgi.kernel.posix.LaunchThread;
import org.jwsgi.kernel.posix.Processes;
import org.jwsgi.kernel.posix.Signals;
import org.jwsgi.kernel.posix.SpawnRequest;
import org.jwsgi.kernel.supervise.Daemonizer;
import org.jwsgi.kernel.supervise.EventLoop;
import org.jwsgi.kernel.supervise.PrivilegeSteps;
import org.jwsgi.kernel.vassal.EmperorLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process outside of a jail: it starts the jailed instance, hands signals on to it and ends as it ends. Its main thread
 * owns all of that. The instance holds the reading end of a pipe of which only this process has the other one, so it hears
 * of this process' death, however that came.
 */
final class Keeper {
    /**
     * Tells an instance that it is jailed already, over its reloads. The value is the descriptor of the keeper's pipe, or
     * empty when the instance has become the jailed image without a keeper. Workers do not inherit it.
     */
    static final String VARIABLE = "JWSGI_JAILED";

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Set<Integer> ENDING = Set.of(Signals.INT, Signals.TERM, Signals.QUIT);

    private final EventLoop loop = new EventLoop();
    private final PrivilegeSteps steps;
    private final boolean restarts;
    private int pid;
    private boolean endAsked;
    private Optional<ExitStatus> ended = Optional.empty();

    /**
     * Prepares a keeper.
     *
     * @param steps what runs outside once the jail is up
     * @param restarts whether an instance that fails is started again
     */
    Keeper(PrivilegeSteps steps, boolean restarts) {
        this.steps = steps;
        this.restarts = restarts;
    }

    /**
     * Runs the instance in its jail until it has ended for good.
     *
     * @param shape the jail
     * @param command the instance's command, whose payload is the first of the descriptors
     * @param environment its environment
     * @param payload the descriptor of its payload
     * @return the exit code
     */
    int run(LaunchThread.Shape shape, List<String> command, Map<String, String> environment, int payload) {
        int signals = Signals.open(Signals.LAUNCHER_BLOCKED);
        loop.watch(signals, () -> take(signals));
        while (true) {
            ended = Optional.empty();
            Descriptors.Pair alive = Descriptors.pipe();
            pid = LaunchThread.spawn(shape, request(command, environment, payload, alive.first()));
            Descriptors.close(alive.first());
            LOG.info("waiting for jailed master (pid: {}) death...", pid);
            steps.afterJail(OptionalInt.of(pid));
            while (ended.isEmpty()) {
                loop.turn(-1);
            }
            Descriptors.close(alive.second());
            int code = code(ended.get());
            if (!restarts || endAsked || code == ExitCode.OK.code() || code == ExitCode.ERROR.code()) {
                return code;
            }
            LOG.warn("the jailed master has ended ({}), starting it again", ended.get());
        }
    }

    private static SpawnRequest request(List<String> command, Map<String, String> environment, int payload, int alive) {
        Map<String, String> inside = new HashMap<>(environment);
        List<Integer> descriptors = new ArrayList<>(List.of(payload, alive));
        inside.put(VARIABLE, Integer.toString(SpawnRequest.FIRST_DESCRIPTOR + 1));
        String daemon = inside.getOrDefault(Daemonizer.VARIABLE, "");
        if (!daemon.isEmpty()) {
            inside.put(Daemonizer.VARIABLE, Integer.toString(SpawnRequest.FIRST_DESCRIPTOR + descriptors.size()));
            descriptors.add(Integer.parseInt(daemon));
        }
        EmperorLink.variables(inside).forEach((variable, fd) -> {
            inside.put(variable, Integer.toString(SpawnRequest.FIRST_DESCRIPTOR + descriptors.size()));
            descriptors.add(Integer.parseInt(fd));
        });
        return new SpawnRequest(command, inside, descriptors, Set.copyOf(Signals.LAUNCHER_BLOCKED), false, false);
    }

    private void take(int signals) {
        for (int signal = Signals.read(signals); signal != 0; signal = Signals.read(signals)) {
            if (signal == Signals.CHLD) {
                Processes.reap(pid).ifPresent(status -> ended = Optional.of(status));
            } else if (ended.isEmpty()) {
                endAsked |= ENDING.contains(signal);
                Processes.kill(pid, signal);
            }
        }
    }

    private static int code(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited(int code) -> code;
            case ExitStatus.Signaled(int signal) -> 128 + signal;
        };
    }

    /** Makes a jailed instance end when its keeper is gone. Runs in: the instance; a daemon thread waits. */
    static void watch(Map<String, String> environment) {
        String descriptor = environment.getOrDefault(VARIABLE, "");
        if (descriptor.isEmpty()) {
            return;
        }
        Thread.ofPlatform().daemon().name("keeper").start(() -> {
            try (DescriptorInput alive = new DescriptorInput(Integer.parseInt(descriptor))) {
                while (alive.read() >= 0) {
                    // nobody writes; only the end counts
                }
            } catch (java.io.IOException e) {
                LOG.warn("cannot watch the process outside of the jail: {}", e.getMessage());
                return;
            }
            LOG.error("the process outside of the jail is gone, ending");
            Processes.kill(Processes.pid(), Signals.INT);
        });
    }
}
