package org.jwsgi.plugins.alarmlog;

import java.time.LocalDateTime;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.master.MasterContext;

/** Creates alarms of type {@code log}: a line of the log, with an optional text in front of the message. */
public final class LogAlarmProvider implements AlarmProvider {
    /** Creates the provider; the plugin host calls this. */
    public LogAlarmProvider() {}

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        boolean dated = context.instance().options().containsKey("log-date");
        return new LogAlarm(argument, dated, context.log(), LocalDateTime::now);
    }
}
