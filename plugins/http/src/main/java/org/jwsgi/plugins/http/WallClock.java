package org.jwsgi.plugins.http;

import java.util.function.LongSupplier;

/**
 * The time in milliseconds since the epoch. A class and not a lambda, because a plugin's lambdas are in no AOT archive and
 * the first one costs a start some 10 ms.
 */
final class WallClock implements LongSupplier {
    @Override
    public long getAsLong() {
        return System.currentTimeMillis();
    }
}
