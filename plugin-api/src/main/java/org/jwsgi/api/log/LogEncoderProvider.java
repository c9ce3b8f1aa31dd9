package org.jwsgi.api.log;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;

/** A kind of log encoder: the name is what {@code log-encoder = NAME ARGUMENT} asks for. */
public interface LogEncoderProvider extends Provider {
    /**
     * Creates an encoder; each logger that it applies to gets one of its own. Main thread, without side effects, since it
     * also runs when a reload is merely considered.
     *
     * @param argument what follows the name, empty when nothing does
     * @throws LogSetupException when the argument makes no sense
     */
    LogEncoder create(String argument, LogContext context);

    /** The log is read in one process only. */
    @Override
    default Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }
}
