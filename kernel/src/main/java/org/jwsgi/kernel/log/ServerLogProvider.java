package org.jwsgi.kernel.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Connects slf4j to the server log. slf4j creates it once in each process, before any option is known, so it logs to
 * standard error from the first line on. {@code JWSGI_LOG_LEVEL} may hold {@code error}, {@code warn}, {@code info}
 * (the default), {@code debug} or {@code trace}.
 */
public final class ServerLogProvider implements SLF4JServiceProvider {
    private static final String LEVEL_VARIABLE = "JWSGI_LOG_LEVEL";

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();
    private final ServerLoggers loggers = new ServerLoggers(new DescriptorSink(), level(System.getenv(LEVEL_VARIABLE)));

    /** Creates the provider; slf4j calls this. */
    public ServerLogProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    static Level level(@Nullable String name) {
        return switch (name == null ? "" : name) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "debug" -> Level.DEBUG;
            case "trace" -> Level.TRACE;
            default -> Level.INFO;
        };
    }
}
