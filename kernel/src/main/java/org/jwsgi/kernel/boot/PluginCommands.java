package org.jwsgi.kernel.boot;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.command.Command;
import org.jwsgi.api.command.CommandProvider;
import org.jwsgi.kernel.plugin.PluginContexts;
import org.jwsgi.kernel.plugin.ProviderEntry;
import org.jwsgi.kernel.plugin.ProviderKind;
import org.jwsgi.kernel.plugin.ProviderTable;
import org.jwsgi.kernel.posix.Processes;

/** Runs what the command line asks a plugin for instead of a server. Main thread of the process that the user started. */
final class PluginCommands {
    private PluginCommands() {}

    /** Runs the first command that is asked for and returns its exit code; empty when none is. */
    static OptionalInt run(Start start) {
        for (ProviderEntry available : start.plugins().available(ProviderKind.COMMAND)) {
            var loaded = start.plugins().provider(ProviderKind.COMMAND, CommandProvider.class, available.name());
            if (loaded.isPresent()) {
                ProviderTable.Entry<CommandProvider> entry = loaded.get();
                Optional<Command> command = entry.call(
                        "create", provider -> provider.create(contexts(start).of(entry)));
                if (command.isPresent()) {
                    int code = entry.call("run", _ -> command.get().run());
                    System.out.flush();
                    return OptionalInt.of(code);
                }
            }
        }
        return OptionalInt.empty();
    }

    private static PluginContexts contexts(Start start) {
        String directory = Path.of("").toAbsolutePath().toString();
        return new PluginContexts(
                start.configuration()::bind,
                InstanceFacts.of(start.installation(), start.configuration(), directory, Processes.pid(), 0),
                ProcessRole.TOOL,
                0);
    }
}
