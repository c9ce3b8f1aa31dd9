package org.jwsgi.plugins.alarmmail;

import java.util.Set;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmTarget;
import org.jwsgi.api.master.MasterContext;

/**
 * Creates alarms of type {@code mail}: {@code smtp://HOST[:PORT];mail_to=ADDRESS[,ADDRESS...][;KEY=VALUE...]}, with the
 * keys of uWSGI's {@code curl}.
 */
public final class MailAlarmProvider implements AlarmProvider {
    private static final Set<String> KEYS = Set.of(
            "subject",
            "mail_to",
            "mail_from",
            "ssl",
            "ssl_insecure",
            "auth_user",
            "auth_pass",
            "timeout",
            "conn_timeout");

    /** Creates the provider; the plugin host calls this. */
    public MailAlarmProvider() {}

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        return new MailAlarm(
                AlarmTarget.parse(argument, KEYS), context.instance().hostname());
    }
}
