package org.jwsgi.plugins.ping;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.command.Command;
import org.jwsgi.api.command.CommandProvider;

/** Provides {@code --ping}. */
public final class PingCommandProvider implements CommandProvider {
    /** Creates the provider; the plugin host calls this. */
    public PingCommandProvider() {}

    @Override
    public String name() {
        return "ping";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(PingOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.TOOL);
    }

    @Override
    public Optional<Command> create(PluginContext context) {
        PingOptions options = context.options(PingOptions.class);
        return options.address().map(address -> new PingCommand(address, options.timeout(), System.out, context.log()));
    }
}
