package org.jwsgi.api.alarm;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;
import org.jwsgi.api.master.MasterContext;

/** A type of alarm: the name is the {@code TYPE} of {@code alarm = NAME TYPE:ARGUMENT}. */
public interface AlarmProvider extends Provider {
    /**
     * Creates an alarm. Main thread of the master, before privileges are dropped; only looks at the argument: no
     * connection, no thread.
     *
     * @param argument what follows the colon, possibly empty
     * @throws AlarmSetupException when the argument makes no sense
     */
    Alarm create(String argument, MasterContext context);

    /** Alarms are raised in the master. */
    @Override
    default Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }
}
