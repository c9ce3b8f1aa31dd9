package org.jwsgi.plugins.recycle;

import java.time.Duration;
import java.util.List;
import org.jwsgi.api.option.ByteSize;

/** Options for tests: off unless switched on. */
final class TestOptions {
    private long maxRequests;
    private long maxRequestsDelta;
    private Duration minLifetime = Duration.ofSeconds(10);
    private Duration maxLifetime = Duration.ZERO;
    private Duration maxLifetimeDelta = Duration.ZERO;
    private long onAs;
    private long onRss;
    private long onHeap;
    private long evilAs;
    private long evilRss;
    private boolean onException;
    private List<String> onType = List.of();
    private List<String> onValue = List.of();
    private List<String> onRepr = List.of();

    TestOptions maxRequests(long requests, long delta) {
        maxRequests = requests;
        maxRequestsDelta = delta;
        return this;
    }

    TestOptions minLifetime(long seconds) {
        minLifetime = Duration.ofSeconds(seconds);
        return this;
    }

    TestOptions maxLifetime(long seconds, long delta) {
        maxLifetime = Duration.ofSeconds(seconds);
        maxLifetimeDelta = Duration.ofSeconds(delta);
        return this;
    }

    TestOptions onAs(long bytes) {
        onAs = bytes;
        return this;
    }

    TestOptions onRss(long bytes) {
        onRss = bytes;
        return this;
    }

    TestOptions onHeap(long bytes) {
        onHeap = bytes;
        return this;
    }

    TestOptions evil(long as, long rss) {
        evilAs = as;
        evilRss = rss;
        return this;
    }

    TestOptions onException() {
        onException = true;
        return this;
    }

    TestOptions onType(String type) {
        onType = List.of(type);
        return this;
    }

    TestOptions onValue(String value) {
        onValue = List.of(value);
        return this;
    }

    TestOptions onRepr(String repr) {
        onRepr = List.of(repr);
        return this;
    }

    RecycleOptions build() {
        return new RecycleOptions(
                maxRequests,
                maxRequestsDelta,
                minLifetime,
                maxLifetime,
                maxLifetimeDelta,
                new ByteSize(onAs),
                new ByteSize(onRss),
                new ByteSize(onHeap),
                new ByteSize(evilAs),
                new ByteSize(evilRss),
                Duration.ofSeconds(3),
                onException,
                onType,
                onValue,
                onRepr);
    }
}
