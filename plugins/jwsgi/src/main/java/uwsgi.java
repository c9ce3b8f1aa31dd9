import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.jwsgi.plugins.jwsgi.ServerFunctions;
import org.jwsgi.plugins.jwsgi.UwsgiBridge;

/**
 * The functions that the server offers to Java applications, with the names and signatures of uWSGI's {@code uwsgi.jar},
 * so that applications compiled against that jar run unchanged. Runs in: WORKER; every method is safe on any thread.
 *
 * <p>Source: the public interface of {@code uwsgi.jar} of uWSGI 2.0.21.
 */
@NullMarked
public class uwsgi {
    /**
     * The options of the instance: a String, {@code Boolean.TRUE} for a flag, or an ArrayList of Strings for an option
     * that was given more than once. Public, unlike in uWSGI, because applications have class loaders of their own.
     */
    public static HashMap<String, Object> opt = new HashMap<>();

    private static volatile @Nullable ServerFunctions functions;

    /** Creates an object without use; uWSGI's class has this constructor. */
    public uwsgi() {}

    /** A function that a signal calls. */
    public interface SignalHandler {
        /** Handles a signal. */
        void function(int signal);
    }

    /** A function that may be called from another process or machine. */
    public interface RpcFunction {
        /** Answers a call; null or an empty text is an empty answer. */
        @Nullable
        String function(String... arguments);
    }

    /** The body of a request, the value of {@code jwsgi.input}. Belongs to the thread that runs the request. */
    public static class RequestBody extends InputStream {
        private static final String FAILED = "error reading request body";

        private final org.jwsgi.api.request.RequestBody body;

        RequestBody(org.jwsgi.api.request.RequestBody body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            try {
                return body.read();
            } catch (IOException e) {
                throw new IOException(FAILED, e);
            }
        }

        /** Fills the array, waiting for its last byte or the end of the body, and returns the number of bytes, or -1. */
        @Override
        public int read(byte[] bytes) throws IOException {
            try {
                int count = body.readNBytes(bytes, 0, bytes.length);
                return count == 0 && bytes.length > 0 ? -1 : count;
            } catch (IOException e) {
                throw new IOException(FAILED, e);
            }
        }

        /** Reads what has arrived, waiting for at least one byte, and returns the number of bytes, or -1. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return body.read(bytes, offset, length);
            } catch (IOException e) {
                throw new IOException(FAILED, e);
            }
        }

        /**
         * Reads one line with its line feed, or as much of it as the array holds, and returns the number of bytes, or
         * -1 at the end of the body.
         */
        public int readLine(byte[] bytes) throws IOException {
            if (bytes.length == 0) {
                return 0;
            }
            try {
                byte[] line = body.readLine(bytes.length);
                System.arraycopy(line, 0, bytes, 0, line.length);
                return line.length == 0 ? -1 : line.length;
            } catch (IOException e) {
                throw new IOException(FAILED, e);
            }
        }

        /** Returns how many bytes of the declared length have not been read yet. */
        @Override
        public int available() throws IOException {
            long length = body.length();
            if (length < 0) {
                return body.available();
            }
            return (int) Math.min(Integer.MAX_VALUE, Math.max(0, length - body.position()));
        }

        /** Continues reading at an absolute position; needs {@code post-buffering}. */
        public void seek(int position) throws IOException {
            try {
                body.seek(position);
            } catch (IOException e) {
                throw new IOException(FAILED + ": " + e.getMessage(), e);
            }
        }
    }

    /** Returns the number of this worker, from 1. */
    public static int worker_id() {
        return functions().workerId();
    }

    /** Registers the function that a signal calls. */
    public static void register_signal(int signal, String target, SignalHandler handler) {
        functions().registerSignal(signal, target, handler::function);
    }

    /** Registers a function for remote calls. */
    public static void register_rpc(String name, RpcFunction function) {
        functions().registerRpc(name, function::function);
    }

    /** Takes user lock 0. */
    public static void lock() {
        functions().lock(0);
    }

    /** Releases user lock 0. */
    public static void unlock() {
        functions().unlock(0);
    }

    /** Takes a user lock. */
    public static void lock(int number) {
        functions().lock(number);
    }

    /** Releases a user lock. */
    public static void unlock(int number) {
        functions().unlock(number);
    }

    /** Returns an item of the default cache, or null. */
    public static byte @Nullable [] cache_get(String key) {
        return functions().cacheGet(key, null);
    }

    /** Returns an item of a cache, or null. */
    public static byte @Nullable [] cache_get(String key, String cache) {
        return functions().cacheGet(key, cache);
    }

    /** Adds an item to the default cache. */
    public static void cache_set(String key, byte[] value) {
        functions().cacheSet(key, value, 0, null, false);
    }

    /** Adds or replaces an item of the default cache. */
    public static void cache_update(String key, byte[] value) {
        functions().cacheSet(key, value, 0, null, true);
    }

    /** Adds an item to the default cache for some seconds. */
    public static void cache_set(String key, byte[] value, int expires) {
        functions().cacheSet(key, value, expires, null, false);
    }

    /** Adds or replaces an item of the default cache for some seconds. */
    public static void cache_update(String key, byte[] value, int expires) {
        functions().cacheSet(key, value, expires, null, true);
    }

    /** Adds an item to a cache for some seconds. */
    public static void cache_set(String key, byte[] value, int expires, String cache) {
        functions().cacheSet(key, value, expires, cache, false);
    }

    /** Adds or replaces an item of a cache for some seconds. */
    public static void cache_update(String key, byte[] value, int expires, String cache) {
        functions().cacheSet(key, value, expires, cache, true);
    }

    /** Raises an alarm. */
    public static void alarm(String name, String message) {
        functions().alarm(name, message);
    }

    /** Calls a function: the node (empty or null for this one), the function's name, its arguments. */
    public static @Nullable String rpc(@Nullable String... nodeFunctionAndArguments) {
        return functions().rpc(nodeFunctionAndArguments);
    }

    private static ServerFunctions functions() {
        ServerFunctions bound = functions;
        if (bound == null) {
            throw new IllegalStateException("the uwsgi functions are only available in a worker");
        }
        return bound;
    }

    /** What the plugin uses; hidden from applications. */
    static final class Bridge implements UwsgiBridge {
        Bridge() {}

        @Override
        public void bind(ServerFunctions bound) {
            opt = bound.options();
            functions = bound;
        }

        @Override
        public InputStream input(org.jwsgi.api.request.RequestBody body) {
            return new RequestBody(body);
        }
    }
}
