package org.jwsgi.kernel.log;

import java.util.function.LongFunction;

/** A text that depends on the second only, made once for each. Any thread. */
final class SecondText {
    private record Made(long second, byte[] text) {}

    private final LongFunction<byte[]> format;
    private volatile Made last = new Made(Long.MIN_VALUE, new byte[0]);

    SecondText(LongFunction<byte[]> format) {
        this.format = format;
    }

    /** Returns the text of a second since the epoch. The caller must not change it. */
    byte[] at(long second) {
        Made made = last;
        if (made.second != second) {
            made = new Made(second, format.apply(second));
            last = made;
        }
        return made.text;
    }
}
