package org.jwsgi.kernel.boot;

import java.util.Arrays;
import java.util.List;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.kernel.ExitCode;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.HookExit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every process of jwsgi begins. The launcher starts the first one with the user's arguments; a worker is started by
 * its master with {@link #WORKER} and its number; a sole process that needs another JVM or environment replaces itself by
 * one with {@link #SOLE}. This is the only place that ends a JVM.
 */
public final class Main {
    /** The first argument of a worker; its number follows. */
    static final String WORKER = "--jwsgi-worker";

    /** The first argument of a replaced sole process; the descriptor of its payload follows, then the user's arguments. */
    static final String SOLE = "--jwsgi-sole";

    /** As {@link #SOLE}, for a process that has logged its start and run its first hooks already. */
    static final String SOLE_BEGUN = "--jwsgi-sole-begun";

    /** The first argument of a supervisor beside a master; its name follows. */
    static final String SUPERVISOR = "--jwsgi-supervisor";

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs a process of jwsgi and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> arguments) {
        try {
            if (!System.getProperty("os.name").equals("Linux")) {
                throw new JwsgiException(
                        JwsgiException.Kind.ENVIRONMENT,
                        "jwsgi runs on Linux only, not on " + System.getProperty("os.name"));
            }
            if (arguments.size() >= 2 && arguments.getFirst().equals(WORKER)) {
                return WorkerStart.run(Integer.parseInt(arguments.getLast()));
            }
            if (arguments.size() == 2 && arguments.getFirst().equals(SUPERVISOR)) {
                return SupervisorStart.run(arguments.getLast());
            }
            return InstanceStart.run(arguments);
        } catch (HookExit e) {
            return e.code();
        } catch (JwsgiException e) {
            report(e);
            return ExitCode.ERROR.code();
        } catch (AppLoadException e) {
            reportApp(e);
            return ExitCode.FAILED_APP.code();
        } catch (Throwable e) {
            LOG.error("unexpected failure, please report it", e);
            return ExitCode.ERROR.code();
        }
    }

    /** Logs a failure the way its kind asks for: what the user or the machine did wrong has no stack trace. */
    static void report(JwsgiException failure) {
        switch (failure.kind()) {
            case USER, ENVIRONMENT ->
                Arrays.stream(failure.getMessage().split("\n")).forEach(line -> LOG.error("{}", line));
            case PLUGIN -> LOG.error("{}", failure.getMessage(), failure);
            case BUG -> LOG.error("{} (please report it)", failure.getMessage(), failure);
        }
    }

    /** Logs why an app could not be loaded, with its own exception if it threw one. */
    static void reportApp(AppLoadException failure) {
        if (failure.getCause() == null) {
            LOG.error("{}", failure.getMessage());
        } else {
            LOG.error("{}", failure.getMessage(), failure.getCause());
        }
    }
}
