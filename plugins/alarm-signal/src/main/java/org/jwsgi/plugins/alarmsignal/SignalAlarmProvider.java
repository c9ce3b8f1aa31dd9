package org.jwsgi.plugins.alarmsignal;

import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmProvider;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.master.MasterContext;

/**
 * Creates alarms of type {@code signal}: {@code signal:NUMBER} raises that uWSGI signal. What the alarm says is not part of
 * a signal and goes nowhere.
 */
public final class SignalAlarmProvider implements AlarmProvider {
    private static final int LAST = 255;

    /** Creates the provider; the plugin host calls this. */
    public SignalAlarmProvider() {}

    @Override
    public String name() {
        return "signal";
    }

    @Override
    public Alarm create(String argument, MasterContext context) {
        int number = numberOf(argument.strip());
        return _ -> context.raiseSignal(number);
    }

    private static int numberOf(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= LAST) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new AlarmSetupException("\"" + text + "\" is not the number of a signal, 0 to 255");
        }
        throw new AlarmSetupException("\"" + text + "\" is not the number of a signal, 0 to 255");
    }
}
