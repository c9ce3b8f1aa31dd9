package org.jwsgi.plugins.jwsgi;

import java.util.HashMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the class {@code uwsgi} offers to applications. It is public only because that class lives in another, the
 * unnamed, package; applications cannot see it. Every method is safe on any thread.
 */
public interface ServerFunctions {
    /** Returns the options of the instance: a String, {@code Boolean.TRUE} or an ArrayList of Strings for each. */
    HashMap<String, Object> options();

    /** Returns the worker's number, from 1. */
    int workerId();

    /**
     * Takes a user lock, waiting for it.
     *
     * @throws RuntimeException when there is no such lock
     */
    void lock(int number);

    /**
     * Releases a user lock, whoever took it.
     *
     * @throws RuntimeException when there is no such lock
     */
    void unlock(int number);

    /**
     * Registers the function that a uWSGI signal calls, with the context class loader of the caller.
     *
     * @throws RuntimeException when there is no such signal or target
     */
    void registerSignal(int number, String target, IntConsumer handler);

    /**
     * Registers a function for remote calls.
     *
     * @throws RuntimeException when that is not possible
     */
    void registerRpc(String name, Function<String[], @Nullable String> function);

    /** Calls a registered function, here or on another node, and returns its answer, or null. */
    @Nullable
    String rpc(@Nullable String[] nodeFunctionAndArguments);

    /**
     * Reads an item of a cache.
     *
     * @param cache the cache's name, or null for the default
     * @return the value, or null when there is none
     * @throws RuntimeException when there is no such cache
     */
    byte @Nullable [] cacheGet(String key, @Nullable String cache);

    /**
     * Writes an item of a cache.
     *
     * @param expires seconds to keep it, 0 for ever
     * @param cache the cache's name, or null for the default
     * @param update whether an existing item may be replaced
     * @throws RuntimeException when there is no such cache
     */
    void cacheSet(String key, byte[] value, int expires, @Nullable String cache, boolean update);

    /** Raises an alarm of the instance; does nothing when there is none of that name. */
    void alarm(String name, String message);
}
