package org.jwsgi.plugins.alarmcurl;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmTarget;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.stats.StatsJson;

/**
 * Creates alarms of type {@code webhook}: {@code URL[;KEY=VALUE...]}. The message is posted as JSON, whose {@code text} is
 * what chat servers show.
 */
public final class WebhookAlarmProvider implements AlarmProvider {
    private static final Set<String> KEYS = Set.of("ssl_insecure", "auth_user", "auth_pass", "timeout", "conn_timeout");

    /** Creates the provider; the plugin host calls this. */
    public WebhookAlarmProvider() {}

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        AlarmTarget target = AlarmTarget.parse(argument, KEYS);
        InstanceInfo instance = context.instance();
        return new HttpAlarm(target, "POST", "application/json", message -> json(message, instance));
    }

    private static byte[] json(AlarmMessage message, InstanceInfo instance) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alarm", message.alarm());
        fields.put("message", message.line());
        fields.put("text", instance.hostname() + ": " + message.alarm() + ": " + message.line());
        fields.put("host", instance.hostname());
        fields.put("pid", instance.masterPid());
        fields.put("time", Instant.now().toString());
        return StatsJson.write(fields, true);
    }
}
