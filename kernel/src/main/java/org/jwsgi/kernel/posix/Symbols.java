package org.jwsgi.kernel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import org.jwsgi.kernel.JwsgiException;

/**
 * C functions by name, among all libraries that this process has loaded. Nothing checks what such a function does or
 * whether it has the shape that the caller gives it; a wrong one takes the process down. Any process, any thread.
 */
public final class Symbols {
    /** {@code RTLD_DEFAULT}. */
    private static final int EVERYWHERE = 0;

    private Symbols() {}

    /**
     * Calls {@code int function(void)}, or any other without looking at its result.
     *
     * @return empty when there is no such function
     */
    public static OptionalInt call(String name) {
        return callWith(name, 0);
    }

    /** Calls {@code int function(int)}; empty when there is no such function. */
    public static OptionalInt call(String name, int argument) {
        return callWith(name, argument);
    }

    /** Calls {@code int function(char *)}; empty when there is no such function. */
    public static OptionalInt call(String name, String argument) {
        // The function may keep its argument, as putenv does, so it is never freed.
        return callWith(name, Arena.global().allocateFrom(argument).address());
    }

    private static OptionalInt callWith(String name, long argument) {
        long address = find(name);
        if (address == 0) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ValueLayout.JAVA_LONG, 2);
            return OptionalInt.of((int) Libc.call(MemorySegment.ofAddress(address), errno, argument, 0, 0, 0, 0, 0));
        }
    }

    /**
     * Makes {@code void function(int)} the handler of a signal, which the calling thread then lets through: the launcher
     * has blocked those that mean something to a server.
     *
     * @return false when there is no such function
     * @throws JwsgiException when the system does not allow it
     */
    public static boolean handleSignal(int signal, String name) {
        long address = find(name);
        if (address == 0) {
            return false;
        }
        long result = Libc.callLong(Libc.function("signal"), signal, address);
        if (result < 0 && result > -4096) {
            throw new PosixException("cannot handle signal " + signal, (int) -result);
        }
        Signals.unblock(signal);
        return true;
    }

    private static long find(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long found = Libc.callLong(
                    Libc.function("dlsym"), EVERYWHERE, arena.allocateFrom(name).address());
            return Math.max(0, found);
        }
    }
}
