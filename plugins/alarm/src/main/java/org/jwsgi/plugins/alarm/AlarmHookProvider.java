package org.jwsgi.plugins.alarm;

import org.jwsgi.api.PluginContext;
import org.jwsgi.api.hook.HookAction;
import org.jwsgi.api.hook.HookActionProvider;
import org.jwsgi.api.hook.HookException;

/** Gives hooks the verb {@code alarm}: {@code alarm:NAME MESSAGE}. Any process; the master raises it. */
public final class AlarmHookProvider implements HookActionProvider {
    /** Creates the provider; the plugin host calls this. */
    public AlarmHookProvider() {}

    @Override
    public String name() {
        return "alarm";
    }

    @Override
    public HookAction compile(String verb, String arguments, PluginContext context) {
        int space = arguments.indexOf(' ');
        if (space < 0) {
            throw new HookException("invalid alarm hook syntax, must be: <alarm> <msg>");
        }
        String alarm = arguments.substring(0, space);
        String message = arguments.substring(space + 1);
        return _ -> context.raiseAlarm(alarm, message);
    }
}
