package org.jwsgi.plugins.recycle;

import java.time.Duration;
import java.util.List;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/**
 * The options of recycling. Zero means never.
 *
 * @param maxRequests after how many requests a worker is replaced
 * @param maxRequestsDelta how many more for each further worker
 * @param minLifetime how long a worker runs before its requests or memory count
 * @param maxLifetime after how long a worker is replaced
 * @param maxLifetimeDelta how much longer for each further worker
 * @param reloadOnAs address space from which on a worker is replaced
 * @param reloadOnRss resident memory from which on a worker is replaced
 * @param reloadOnHeap Java heap that survives a collection, from which on a worker is replaced
 * @param evilReloadOnAs address space from which on a worker is killed
 * @param evilReloadOnRss resident memory from which on a worker is killed
 * @param memoryInterval how often memory is measured for the last two
 * @param onException whether any exception ends a worker
 * @param onExceptionType classes of exceptions that end a worker
 * @param onExceptionValue messages of exceptions that end a worker
 * @param onExceptionRepr exceptions that end a worker, as {@code CLASS: MESSAGE}
 */
@OptionGroup("Recycling")
record RecycleOptions(
        @Option(
                name = "max-requests",
                shortName = 'R',
                help = "replace a worker after this many requests",
                defaultValue = "0")
        long maxRequests,

        @Option(
                name = "max-requests-delta",
                help = "add this many requests, times the worker's number, to max-requests",
                defaultValue = "0")
        long maxRequestsDelta,

        @Option(
                name = "min-worker-lifetime",
                help = "time before max-requests and the reload-on options count for a worker",
                defaultValue = "10")
        Duration minLifetime,

        @Option(name = "max-worker-lifetime", help = "replace a worker after this time", defaultValue = "0")
        Duration maxLifetime,

        @Option(
                name = "max-worker-lifetime-delta",
                help = "add this time for each worker after the first to max-worker-lifetime",
                defaultValue = "0")
        Duration maxLifetimeDelta,

        @Option(
                name = "reload-on-as",
                help = "replace a worker whose address space is this large; a JVM reserves gigabytes",
                defaultValue = "0",
                unit = "MB")
        ByteSize reloadOnAs,

        @Option(
                name = "reload-on-rss",
                help = "replace a worker whose resident memory is this large",
                defaultValue = "0",
                unit = "MB")
        ByteSize reloadOnRss,

        @Option(
                name = "reload-on-heap",
                help = "replace a worker whose Java heap is still this large after a full collection",
                defaultValue = "0",
                unit = "MB")
        ByteSize reloadOnHeap,

        @Option(
                name = "evil-reload-on-as",
                help = "kill a worker whose address space is this large",
                defaultValue = "0",
                unit = "MB")
        ByteSize evilReloadOnAs,

        @Option(
                name = "evil-reload-on-rss",
                help = "kill a worker whose resident memory is this large",
                defaultValue = "0",
                unit = "MB")
        ByteSize evilReloadOnRss,

        @Option(
                name = "mem-collector-freq",
                help = "how often the evil-reload-on options measure memory",
                defaultValue = "3",
                min = 1)
        Duration memoryInterval,

        @Option(name = "reload-on-exception", help = "end a worker after any exception of an app")
        boolean onException,

        @Option(
                name = "reload-on-exception-type",
                help = "end a worker after an exception of this class, with or without its package",
                argument = "CLASS")
        List<String> onExceptionType,

        @Option(
                name = "reload-on-exception-value",
                help = "end a worker after an exception with this message",
                argument = "MESSAGE")
        List<String> onExceptionValue,

        @Option(
                name = "reload-on-exception-repr",
                help = "end a worker after this exception",
                argument = "CLASS: MESSAGE")
        List<String> onExceptionRepr) {

    /** Copies the lists and rejects lifetimes that contradict each other. */
    RecycleOptions {
        onExceptionType = List.copyOf(onExceptionType);
        onExceptionValue = List.copyOf(onExceptionValue);
        onExceptionRepr = List.copyOf(onExceptionRepr);
        if (!maxLifetime.isZero() && minLifetime.compareTo(maxLifetime) >= 0) {
            throw new IllegalArgumentException("invalid min-worker-lifetime value (" + minLifetime.toSeconds()
                    + "), must be lower than max-worker-lifetime (" + maxLifetime.toSeconds() + ")");
        }
    }

    /** Tells whether a master has to look at workers. */
    boolean watchesWorkers() {
        return !maxLifetime.isZero() || measuresMemory();
    }

    /** Tells whether a master has to measure the memory of workers. */
    boolean measuresMemory() {
        return evilReloadOnAs.bytes() > 0 || evilReloadOnRss.bytes() > 0;
    }

    /** Tells whether workers have to look at their requests. */
    boolean watchesRequests() {
        return maxRequests > 0
                || reloadOnAs.bytes() > 0
                || reloadOnRss.bytes() > 0
                || reloadOnHeap.bytes() > 0
                || onException
                || !onExceptionType.isEmpty()
                || !onExceptionValue.isEmpty()
                || !onExceptionRepr.isEmpty();
    }
}
