package org.jwsgi.kernel.hook;

import java.util.Optional;
import java.util.function.Supplier;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.Hook;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;
import org.jwsgi.api.hook.Hooks;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.PluginHost;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;

/** Reads hooks and finds the plugins of their verbs. Any process, main thread; the hooks it makes may go anywhere. */
public final class HookCompiler implements Hooks {
    private static final String PRIVATE = "!";

    private final PluginHost plugins;
    private final PluginContexts contexts;
    private final HookProcess process;

    /**
     * Creates the compiler.
     *
     * @param contexts what plugins are told of this process
     * @param process the process that will run the hooks
     */
    public HookCompiler(PluginHost plugins, PluginContexts contexts, HookProcess process) {
        this.plugins = plugins;
        this.contexts = contexts;
        this.process = process;
    }

    @Override
    public Hook compile(String phase, String text) {
        return configured(phase, text);
    }

    /** Reads a hook of the form {@code [!]VERB:ARGUMENTS}. */
    CompiledHook configured(String phase, String text) {
        boolean secret = text.startsWith(PRIVATE);
        String hook = secret ? text.substring(1) : text;
        int colon = hook.indexOf(':');
        if (colon < 0) {
            throw new HookException("invalid hook syntax, must be hook:args");
        }
        String line = secret
                ? "running --- PRIVATE HOOK --- (" + phase + ")..."
                : "running \"" + hook + "\" (" + phase + ")...";
        return verb(hook.substring(0, colon), hook.substring(colon + 1), phase, text, () -> line);
    }

    /**
     * Makes a hook from a verb and its arguments.
     *
     * @param text the hook as it was configured
     * @param line gives the line that announces it, empty for none
     */
    CompiledHook verb(String verb, String arguments, String phase, String text, Supplier<String> line) {
        switch (plugins.loadProvider(ProviderKind.HOOK_ACTION, verb)) {
            case LoadOutcome.Loaded _ -> {}
            case LoadOutcome.Missing _ -> throw new HookException("hook action not found: " + verb);
            case LoadOutcome.Broken(String reason) ->
                throw new HookException("hook action not found: " + verb + ": " + reason);
        }
        Optional<ProviderTable.Entry<HookActionProvider>> found =
                plugins.provider(ProviderKind.HOOK_ACTION, HookActionProvider.class, verb);
        if (found.isEmpty()) {
            throw new HookException("hook action not found: " + verb);
        }
        PluginContext context = contexts.of(found.get());
        HookAction action =
                found.get().call("read arguments of", provider -> provider.compile(verb, arguments, context));
        return new CompiledHook(text, line, found.get().pluginId(), action, new ProcessAccess(phase, process));
    }
}
