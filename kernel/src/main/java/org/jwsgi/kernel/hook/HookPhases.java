package org.jwsgi.kernel.hook;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.posix.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of every phase, as the configuration has them. Each process makes its own and runs those phases that happen
 * in it, on whatever thread has the user, directory and namespaces that the phase promises. Immutable.
 */
public final class HookPhases {
    /** An instance without hooks. */
    public static final HookPhases NONE = new HookPhases(Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(HookPhases.class);

    private final Map<HookPhase, List<Step>> steps;

    private HookPhases(Map<HookPhase, List<Step>> steps) {
        this.steps = steps;
    }

    /** One hook; the instance may outlive its failure or not. */
    private record Step(CompiledHook hook, boolean needed) {}

    /**
     * Reads all hooks of a configuration and loads the plugins of their verbs.
     *
     * @param lines the configuration
     * @param compiler asked for only when there are hooks
     * @throws JwsgiException with a line for each hook that is no good
     */
    public static HookPhases of(List<ConfigLine> lines, Supplier<HookCompiler> compiler) {
        List<ConfigLine> candidates = new ArrayList<>();
        for (ConfigLine line : lines) {
            if (HookFamily.of(line.key()) != null) {
                candidates.add(line);
            }
        }
        return candidates.isEmpty() ? NONE : compile(candidates, compiler.get());
    }

    private static HookPhases compile(List<ConfigLine> lines, HookCompiler compiler) {
        Map<HookPhase, List<Step>> steps = new EnumMap<>(HookPhase.class);
        List<String> problems = new ArrayList<>();
        for (HookPhase phase : HookPhase.values()) {
            List<Step> inPhase = new ArrayList<>();
            for (HookFamily family : HookFamily.values()) {
                for (ConfigLine line : lines) {
                    if (family.isAt(phase, line.key())) {
                        String value = line.value() == null ? "" : line.value();
                        try {
                            inPhase.add(new Step(family.compile(phase, value, compiler), family.needed()));
                        } catch (HookException e) {
                            problems.add(line.source() + ": " + line.key() + ": " + e.getMessage());
                        }
                    }
                }
            }
            if (!inPhase.isEmpty()) {
                steps.put(phase, List.copyOf(inPhase));
            }
        }
        if (!problems.isEmpty()) {
            throw new JwsgiException(JwsgiException.Kind.USER, String.join("\n", problems));
        }
        return new HookPhases(steps);
    }

    /** Tells whether a phase has hooks. */
    public boolean has(HookPhase phase) {
        return steps.containsKey(phase);
    }

    /**
     * Runs the hooks of a phase one after the other and waits for the end of each. Those for root are left out by anyone
     * else.
     *
     * @throws HookFailure when one fails; the others do not run then
     * @throws HookExit when one wants this process to end
     */
    public void run(HookPhase phase) {
        if (!has(phase) || (phase == HookPhase.AS_ROOT && Credentials.uid() != 0)) {
            return;
        }
        for (Step step : steps.getOrDefault(phase, List.of())) {
            try {
                step.hook().announce();
                step.hook().perform();
            } catch (HookException e) {
                LOG.error("{}", e.getMessage());
                if (step.needed()) {
                    throw new HookFailure();
                }
            }
        }
    }

    /** Runs all hooks of a phase that the process does not depend on: what fails is logged, and nothing is thrown. */
    public void runTolerantly(HookPhase phase) {
        for (Step step : steps.getOrDefault(phase, List.of())) {
            try {
                step.hook().announce();
                step.hook().perform();
            } catch (HookException e) {
                LOG.error("{}", e.getMessage());
            } catch (HookExit e) {
                LOG.warn("a process that ends cannot be told to exit by a hook");
                return;
            }
        }
    }
}
