package org.jwsgi.plugins.alarmmail;

import java.util.List;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.contract.AlarmContract;

class MailAlarmTest extends AlarmContract {
    @Override
    protected AlarmProvider provider() {
        return new MailAlarmProvider();
    }

    @Override
    protected List<String> good() {
        return List.of(
                "smtp://h;mail_to=a@b",
                "smtps://h:465;mail_to=a@b,c@d;mail_from=x@y;subject=S;ssl=1;ssl_insecure=1;auth_user=u;auth_pass=p");
    }

    @Override
    protected List<String> bad() {
        return List.of(
                "", "smtp://h", "http://h;mail_to=a@b", "smtp://h;mail_to=a@b;timeout=x", "smtp://h;mail_to=a b c@");
    }
}
