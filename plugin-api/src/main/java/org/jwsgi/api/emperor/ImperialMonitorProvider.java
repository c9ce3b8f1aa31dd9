package org.jwsgi.api.emperor;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;

/**
 * Gives monitors for one scheme: {@link #name()} is what stands in front of {@code ://} in {@code emperor =
 * SCHEME://REST}. Runs in: EMPEROR.
 */
public interface ImperialMonitorProvider extends Provider {
    /** Returns the Emperor's process alone; a monitor is needed nowhere else. */
    @Override
    default Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.EMPEROR);
    }

    /**
     * Creates the monitor of one {@code emperor} option. Main thread of the Emperor, before it looks at any vassal. Checks
     * the address and allocates nothing: no thread, no connection, no descriptor.
     *
     * @param address what was configured
     * @param context belongs to this monitor alone
     * @throws MonitorSetupException when the address makes no sense; its message ends the start of the Emperor
     */
    ImperialMonitor create(MonitorAddress address, MonitorContext context);
}
