package org.jwsgi.plugins.metrics;

import org.jwsgi.api.master.MasterContext;
import org.slf4j.Logger;

/** Tells the operator of thresholds: in the log, and by alarms. Collecting thread. */
final class Alarms implements Threshold.Listener {
    private final MasterContext context;
    private final Logger log;

    Alarms(MasterContext context) {
        this.context = context;
        this.log = context.log();
    }

    @Override
    public void reached(Threshold.Rule rule, long value) {
        log.warn("metric {} is at its threshold (value: {}, threshold: {})", rule.key(), value, rule.value());
    }

    @Override
    public void alarm(String alarm, String message) {
        context.raiseAlarm(alarm, message);
    }
}
