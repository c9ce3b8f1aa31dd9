package org.jwsgi.api.hook;

import org.jspecify.annotations.Nullable;

/**
 * Calls of the operating system that the JDK has no name for. They work on the calling thread: its mount namespace, its
 * host name's namespace. Each throws a {@link HookException} with the system's reason when it is refused.
 */
public interface HostCalls {
    /**
     * Calls {@code mount(2)}.
     *
     * @param type the file system's type, or {@code none}
     * @param source what is mounted
     * @param target where
     * @param flags the {@code MS_} bits
     * @param data options of the file system, or null
     */
    void mount(String type, String source, String target, long flags, @Nullable String data);

    /**
     * Calls {@code umount2(2)}.
     *
     * @param flags the {@code MNT_} bits
     */
    void unmount(String target, int flags);

    /** Sets the machine's name, in the calling thread's namespace. */
    void setHostname(String name);

    /**
     * Writes to a named pipe without waiting for a reader, and no more than the pipe has room for.
     *
     * @return whether somebody reads it; else nothing is written
     */
    boolean writeFifo(String path, byte[] bytes);

    /**
     * Calls a C function among the libraries that this process has loaded, as {@code int function(void)}. What the
     * function does is not checked in any way.
     *
     * @return its result
     */
    int call(String symbol);

    /** Calls a C function as {@code int function(char *)}. */
    int call(String symbol, String argument);

    /** Calls a C function as {@code int function(int)}. */
    int call(String symbol, int argument);

    /**
     * Makes a C function the handler of a signal, in this process.
     *
     * @param signal the signal's number
     * @param symbol a {@code void function(int)} among the loaded libraries
     */
    void handleSignal(int signal, String symbol);
}
