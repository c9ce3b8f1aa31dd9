package org.jwsgi.plugins.jwsgi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;

/**
 * The functions of the class {@code uwsgi} as far as a worker can offer them by itself. Runs in: WORKER, on any
 * thread.
 *
 * <p>User locks are complete while the instance has one worker. With several they would have to reach across
 * processes, and taking one is refused: a lock that does not exclude the other workers is worse than none.
 */
final class WorkerFunctions implements ServerFunctions {
    private final PluginContext context;
    private final HashMap<String, Object> options;
    private final int workerId;
    private final int workers;
    private final List<UserLock> locks;

    WorkerFunctions(PluginContext context) {
        this.context = context;
        InstanceInfo instance = context.instance();
        this.options = optionsOf(instance.options());
        this.workerId = context.workerId();
        this.workers = instance.workers();
        int count = 1 + userLocks(instance.options());
        this.locks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            locks.add(new UserLock());
        }
    }

    @Override
    public HashMap<String, Object> options() {
        return options;
    }

    @Override
    public int workerId() {
        return workerId;
    }

    @Override
    public void lock(int number) {
        lockNumbered(number).take();
    }

    @Override
    public void unlock(int number) {
        lockNumbered(number).release();
    }

    @Override
    public void registerSignal(int number, String target, IntConsumer handler) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            context.registerSignal(number, target, signal -> {
                // The thread is made for this one signal; what the handler loads by name is the application's.
                Thread.currentThread().setContextClassLoader(loader);
                handler.accept(signal);
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unable to register signal handler: " + e.getMessage(), e);
        }
        context.log()
                .info(
                        "[jwsgi-signal] signum {} registered (wid: {} modifier1: {} target: {})",
                        number,
                        workerId,
                        JwsgiLanguageProvider.MODIFIER1,
                        target.isEmpty() ? "default, any worker" : target);
    }

    @Override
    public void registerRpc(String name, Function<String[], @Nullable String> function) {
        throw missing("unable to register rpc function", "RPC");
    }

    @Override
    public @Nullable String rpc(@Nullable String[] nodeFunctionAndArguments) {
        if (nodeFunctionAndArguments.length < 2) {
            return null;
        }
        throw missing("unable to call rpc function \"" + nodeFunctionAndArguments[1] + "\"", "RPC");
    }

    @Override
    public byte @Nullable [] cacheGet(String key, @Nullable String cache) {
        throw missing("cache not available", "caches");
    }

    @Override
    public void cacheSet(String key, byte[] value, int expires, @Nullable String cache, boolean update) {
        throw missing("cache not available", "caches");
    }

    @Override
    public void alarm(String name, String message) {
        context.raiseAlarm(name, message);
    }

    private UserLock lockNumbered(int number) {
        if (number < 0 || number >= locks.size()) {
            throw new IllegalArgumentException("invalid lock number");
        }
        if (workers > 1) {
            throw missing("unable to take or release lock " + number, "locks across several workers");
        }
        return locks.get(number);
    }

    private static UnsupportedOperationException missing(String what, String subsystem) {
        return new UnsupportedOperationException(what + ": this version of jwsgi has no " + subsystem);
    }

    /** Converts the options to the types that uWSGI's Java applications see. */
    private static HashMap<String, Object> optionsOf(Map<String, List<String>> configured) {
        HashMap<String, Object> result = HashMap.newHashMap(configured.size());
        for (Map.Entry<String, List<String>> entry : configured.entrySet()) {
            List<String> values = entry.getValue();
            if (values.size() > 1) {
                result.put(entry.getKey(), new ArrayList<>(values));
            } else {
                String value = values.isEmpty() ? "true" : values.getFirst();
                result.put(entry.getKey(), value.equals("true") ? Boolean.TRUE : value);
            }
        }
        return result;
    }

    /** Returns how many locks the option {@code locks} adds to lock 0. */
    private static int userLocks(Map<String, List<String>> configured) {
        List<String> values = configured.getOrDefault("locks", List.of());
        if (values.isEmpty()) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(values.getLast().strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A lock that any thread may release, as uWSGI's can be; releasing a free one does nothing. */
    private static final class UserLock {
        private boolean taken;

        synchronized void take() {
            boolean interrupted = false;
            while (taken) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            taken = true;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized void release() {
            taken = false;
            notify();
        }
    }
}
