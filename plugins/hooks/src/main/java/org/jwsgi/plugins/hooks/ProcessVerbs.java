package org.jwsgi.plugins.hooks;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookContext;
import org.jwsgi.api.hook.HookException;

/** What concerns the process itself: its folder, variables, commands and end. */
public final class ProcessVerbs implements HookActionProvider {
    /** Creates the provider; the plugin host calls this. */
    public ProcessVerbs() {}

    @Override
    public String name() {
        return "process";
    }

    @Override
    public List<String> verbs() {
        return List.of("cd", "chdir", "putenv", "exec", "safeexec", "exit", "hostname", "print", "log");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HookOptions.class, ExecOptions.class);
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        return switch (verb) {
            case "cd", "chdir" -> {
                String directory = Arguments.one(arguments, verb, "<directory>");
                yield process -> process.changeDirectory(directory);
            }
            case "putenv" -> variable(arguments);
            case "exec" -> process -> execute(process, arguments);
            case "safeexec" -> process -> executeTolerantly(process, arguments);
            case "exit" -> exit(arguments);
            case "hostname" -> {
                String name = Arguments.one(arguments, verb, "<name>");
                yield process -> process.host().setHostname(name);
            }
            default -> process -> process.print(arguments);
        };
    }

    private static HookAction variable(String arguments) {
        int equals = arguments.indexOf('=');
        if (equals <= 0) {
            throw Arguments.bad("putenv", "<name>=<value>");
        }
        String name = arguments.substring(0, equals);
        String value = arguments.substring(equals + 1);
        return process -> process.setVariable(name, value);
    }

    private static HookAction exit(String arguments) {
        int code = arguments.isEmpty() ? 0 : Arguments.number(arguments, "exit", "[code]");
        return process -> process.exit(code);
    }

    private static void execute(HookContext process, String command) {
        int code = process.shell(command);
        if (code != 0) {
            throw new HookException("command \"" + command + "\" exited with non-zero code: " + code);
        }
    }

    private static void executeTolerantly(HookContext process, String command) {
        try {
            execute(process, command);
        } catch (HookException e) {
            process.print(String.valueOf(e.getMessage()));
        }
    }
}
