package org.jwsgi.kernel.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The loggers of this process, and where their lines go. Any thread. */
final class ServerLoggers implements ILoggerFactory, LineSink {
    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final Level level;
    private volatile LineSink sink;
    private volatile @Nullable LinePrefix prefix;

    /**
     * Creates the factory.
     *
     * @param sink where lines go until {@link #useSink} changes it
     * @param level the lowest level that is logged
     */
    ServerLoggers(LineSink sink, Level level) {
        this.sink = sink;
        this.level = level;
    }

    @Override
    public Logger getLogger(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        // No computeIfAbsent: its lambda would be the first one of every start.
        Logger created = new ServerLogger(name, threshold(name), this);
        Logger earlier = loggers.putIfAbsent(name, created);
        return earlier != null ? earlier : created;
    }

    /** Writes to wherever lines go at the time of the call. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        sink.write(bytes, offset, length);
    }

    /** Returns where lines go. */
    LineSink sink() {
        return sink;
    }

    /** Sends lines elsewhere from now on. */
    void useSink(LineSink newSink) {
        sink = newSink;
    }

    /** Puts something in front of each line from now on. */
    void usePrefix(@Nullable LinePrefix newPrefix) {
        prefix = newPrefix;
    }

    /** Adds what stands in front of each line. */
    void writePrefix(LineBuffer line) {
        LinePrefix current = prefix;
        if (current != null) {
            current.write(line);
        }
    }

    // Libraries are quiet: what they call information, such as pf4j's tale of each plugin, is no news for operators.
    private Level threshold(String name) {
        if (name.equals("io.netty.util.NetUtilInitializations") && level.toInt() < Level.ERROR.toInt()) {
            return Level.ERROR; // it takes a stack trace to say that a network namespace is empty, as one may be
        }
        boolean library = name.startsWith("org.pf4j.") || name.startsWith("io.netty.");
        return library && level != Level.TRACE && level.toInt() < Level.WARN.toInt() ? Level.WARN : level;
    }
}
