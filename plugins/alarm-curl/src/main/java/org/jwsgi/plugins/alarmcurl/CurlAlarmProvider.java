package org.jwsgi.plugins.alarmcurl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.alarm.AlarmTarget;
import org.jwsgi.api.master.MasterContext;

/**
 * Creates alarms of type {@code curl}: {@code URL[;KEY=VALUE...]} with uWSGI's keys. The message is the body of an HTTP
 * request; with {@code smtp://} and {@code smtps://} it is a mail, which the type {@code mail} sends.
 */
public final class CurlAlarmProvider implements AlarmProvider {
    private static final Set<String> KEYS = Set.of(
            "subject",
            "mail_to",
            "mail_from",
            "ssl",
            "ssl_insecure",
            "auth_user",
            "auth_pass",
            "method",
            "timeout",
            "conn_timeout");

    /** Creates the provider; the plugin host calls this. */
    public CurlAlarmProvider() {}

    @Override
    public String name() {
        return "curl";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        AlarmTarget target = AlarmTarget.parse(argument, KEYS);
        if (target.url().getScheme().startsWith("smtp")) {
            MasterContext.Found<AlarmProvider> mail = context.provider(AlarmProvider.class, "mail")
                    .orElseThrow(() -> new AlarmSetupException("there is no alarm type \"mail\" to send it"));
            return mail.provider().create(argument, mail.context());
        }
        String method = target.get("method").isEmpty() ? "POST" : target.get("method");
        return new HttpAlarm(target, method, "", message -> body(target, message));
    }

    /** uWSGI puts the head of a mail in front of the message, whatever the protocol is. */
    private static byte[] body(AlarmTarget target, AlarmMessage message) {
        String to = target.get("mail_to");
        String subject = target.get("subject");
        if (to.isEmpty() && subject.isEmpty()) {
            return message.bytes();
        }
        String head = (to.isEmpty() ? "" : "To: " + to + "\r\n")
                + (subject.isEmpty() ? "" : "Subject: " + subject + "\r\n") + "\r\n";
        byte[] first = head.getBytes(UTF_8);
        byte[] body = new byte[first.length + message.bytes().length];
        System.arraycopy(first, 0, body, 0, first.length);
        System.arraycopy(message.bytes(), 0, body, first.length, message.bytes().length);
        return body;
    }
}
