package org.jwsgi.api.log;

import java.util.EnumSet;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.Provider;

/** A kind of logger, such as {@code file}: the name is what {@code logger = NAME:ARGUMENT} asks for. */
public interface LogSinkProvider extends Provider {
    /**
     * Creates a logger. Main thread; only looks at the argument, since it also runs when a reload is merely considered.
     *
     * @param argument what follows the name and its colon, empty when nothing does
     * @throws LogSetupException when the argument makes no sense
     */
    LogSink create(String argument, LogContext context);

    /** The log is read in one process only. */
    @Override
    default Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }
}
