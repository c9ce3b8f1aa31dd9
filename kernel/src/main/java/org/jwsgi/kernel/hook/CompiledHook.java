package org.jwsgi.kernel.hook;

import java.util.function.Supplier;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.kernel.plugin.PluginCalls;
import org.jwsgi.kernel.plugin.PluginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hook that is ready to run. Any thread.
 *
 * @param text the hook as it was configured
 * @param line gives the line that announces it, empty for none
 * @param pluginId the plugin of its verb
 * @param action what it does
 * @param access what it may do it to
 */
record CompiledHook(String text, Supplier<String> line, String pluginId, HookAction action, ProcessAccess access)
        implements Hook {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledHook.class);

    @Override
    public void run() {
        announce();
        runUnannounced();
    }

    @Override
    public void runUnannounced() {
        try {
            perform();
        } catch (HookExit e) {
            access.process().halt().accept(e.code());
        }
    }

    void announce() {
        String announcement = line.get();
        if (!announcement.isEmpty()) {
            LOG.info("{}", announcement);
        }
    }

    /**
     * Runs the hook.
     *
     * @throws HookException when it failed
     * @throws HookExit when it wants its process to end
     */
    void perform() {
        try {
            PluginCalls.call(pluginId, action, "run hook \"" + text + '"', hook -> {
                hook.run(access);
                return true;
            });
        } catch (PluginException e) {
            throw new HookException(String.valueOf(e.getMessage()), e);
        }
    }
}
