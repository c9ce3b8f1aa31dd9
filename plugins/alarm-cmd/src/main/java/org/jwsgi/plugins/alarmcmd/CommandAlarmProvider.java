package org.jwsgi.plugins.alarmcmd;

import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.MasterContext;

/** Creates alarms of type {@code cmd}: a shell command that gets the message as its input. */
public final class CommandAlarmProvider implements AlarmProvider {
    /** Creates the provider; the plugin host calls this. */
    public CommandAlarmProvider() {}

    @Override
    public String name() {
        return "cmd";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        if (argument.isBlank()) {
            throw new AlarmSetupException("no command");
        }
        return new CommandAlarm(argument, context);
    }
}
