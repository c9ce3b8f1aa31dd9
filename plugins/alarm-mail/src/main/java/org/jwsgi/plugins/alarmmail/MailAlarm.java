package org.jwsgi.plugins.alarmmail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Date;
import java.util.Locale;
import java.util.Properties;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.alarm.AlarmTarget;

/** Sends each message as a mail, over a connection of its own. On the alarm's thread. */
final class MailAlarm implements Alarm {
    private static final int PATIENCE = 4;

    private final AlarmTarget target;
    private final String hostname;
    private final String protocol;
    private final Properties properties = new Properties();

    /**
     * Creates the alarm; nothing is connected yet.
     *
     * @throws AlarmSetupException when something is missing or wrong
     */
    MailAlarm(AlarmTarget target, String hostname) {
        this.target = target;
        this.hostname = hostname;
        this.protocol = target.url().getScheme();
        if (!protocol.equals("smtp") && !protocol.equals("smtps")) {
            throw new AlarmSetupException("unknown scheme \"" + protocol + "\" of the url");
        }
        inLibrary(() -> {
            if (addresses("mail_to", target.get("mail_to")).length == 0) {
                throw new AlarmSetupException("no mail_to");
            }
            return addresses("mail_from", sender());
        });
        set("connectiontimeout", seconds("conn_timeout"));
        set("timeout", seconds("timeout"));
        set("writetimeout", seconds("timeout"));
        set("localhost", hostname);
        if (target.isOn("ssl")) {
            set("starttls.enable", "true");
            set("starttls.required", "true");
        }
        if (target.isOn("ssl_insecure")) {
            set("ssl.trust", "*");
            set("ssl.checkserveridentity", "false");
        }
        if (!target.get("auth_user").isEmpty()) {
            set("auth", "true");
        }
    }

    private void set(String key, String value) {
        properties.setProperty("mail." + protocol + '.' + key, value);
    }

    private String seconds(String key) {
        return Integer.toString(target.seconds(key, PATIENCE) * 1000);
    }

    private String sender() {
        String from = target.get("mail_from");
        return from.isEmpty() ? "jwsgi@" + (hostname.isEmpty() ? "localhost" : hostname) : from;
    }

    private static Address[] addresses(String key, String text) {
        try {
            return InternetAddress.parse(text);
        } catch (AddressException e) {
            throw new AlarmSetupException("invalid " + key + " \"" + text + '"');
        }
    }

    @Override
    public void raise(AlarmMessage message) throws IOException {
        String failure = inLibrary(() -> {
            try {
                send(message);
                return "";
            } catch (MessagingException e) {
                return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
            }
        });
        if (!failure.isEmpty()) {
            throw new IOException(target.url().getHost() + ": " + failure);
        }
    }

    private void send(AlarmMessage message) throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(addresses("mail_from", sender())[0]);
        Address[] to = addresses("mail_to", target.get("mail_to"));
        mail.setRecipients(Message.RecipientType.TO, to);
        String subject = target.get("subject");
        mail.setSubject(subject.isEmpty() ? "alarm " + message.alarm() + " of " + hostname : subject, UTF_8.name());
        mail.setSentDate(new Date());
        mail.setHeader("Auto-Submitted", "auto-generated");
        mail.setText(message.text(), UTF_8.name().toLowerCase(Locale.ROOT));
        mail.saveChanges();
        String user = target.get("auth_user");
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect(
                    target.url().getHost(),
                    target.url().getPort(),
                    user.isEmpty() ? null : user,
                    user.isEmpty() ? null : target.get("auth_pass"));
            transport.sendMessage(mail, to);
        }
    }

    /** Runs something that lets the library find its parts, which it looks for with the thread's class loader. */
    private static <T> T inLibrary(java.util.function.Supplier<T> task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(MailAlarm.class.getClassLoader());
        try {
            return task.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
