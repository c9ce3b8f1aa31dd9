package org.jwsgi.kernel.boot;

import java.util.Optional;
import org.jwsgi.kernel.posix.ProcessTitle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives this process the name that {@code procname} and its relatives ask for. Any process; main thread. */
final class ProcessNames {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessNames.class);

    private ProcessNames() {}

    /**
     * Sets the name. The command line is gone afterwards, so whatever is made from it must be made before.
     *
     * @param name the name; empty to leave the process as it was started
     */
    static void set(Optional<String> name) {
        name.flatMap(ProcessTitle::set).ifPresent(reason -> LOG.warn("cannot set the process name: {}", reason));
    }
}
