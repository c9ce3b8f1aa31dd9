import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An app that does what careless apps do, chosen by the request's path. */
public class Awkward {
    private static final Map<Integer, CyclicBarrier> BARRIERS = new HashMap<>();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    public static Object[] application(HashMap<String, Object> env) throws Exception {
        String query = (String) env.getOrDefault("QUERY_STRING", "");
        InputStream input = (InputStream) env.get("jwsgi.input");
        MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
        try {
            return answer((String) env.getOrDefault("PATH_INFO", ""), query, input, env);
        } finally {
            RUNNING.decrementAndGet();
        }
    }

    private static Object[] answer(String path, String query, InputStream input, Map<String, Object> env)
            throws Exception {
        switch (path) {
            case "/env":
                return reply(200, Map.of(), dump(env));
            case "/echo":
                return reply(200, Map.of(), input.readAllBytes());
            case "/count":
                return reply(200, Map.of(), Long.toString(count(input)));
            case "/upload":
                System.err.println("waiting for a body");
                return reply(200, Map.of(), Long.toString(count(input)));
            case "/zeros":
                return reply(200, Map.of(), new Zeros(500_000));
            case "/stream":
                return reply(200, Map.of(), new Zeros(Long.parseLong(query)));
            case "/file":
                return reply(200, Map.of("Content-Length", "10"), new File(query));
            case "/length":
                String[] lengths = query.split(",");
                byte[] body = new byte[Integer.parseInt(lengths[1])];
                Arrays.fill(body, (byte) 'x');
                return reply(200, Map.of("Content-Length", lengths[0]), body);
            case "/inject":
                return reply(200, Map.of("X-Name", "a\r\nSet-Cookie: stolen=1\r\n\r\n<script>"), "body");
            case "/inject-name":
                return reply(200, Map.of("X-A: b\r\nX-C", "d"), "body");
            case "/meet":
                barrier(Integer.parseInt(query)).await(50, TimeUnit.SECONDS);
                return reply(200, Map.of(), "met");
            case "/most":
                return reply(200, Map.of(), Integer.toString(MOST.get()));
            case "/throw":
                throw new IllegalStateException("thrown on purpose");
            default:
                return reply(200, Map.of(), "hello");
        }
    }

    private static CyclicBarrier barrier(int parties) {
        synchronized (BARRIERS) {
            return BARRIERS.computeIfAbsent(parties, CyclicBarrier::new);
        }
    }

    private static long count(InputStream input) throws IOException {
        byte[] buffer = new byte[65536];
        long total = 0;
        for (int n = input.read(buffer); n > 0; n = input.read(buffer)) {
            total += n;
        }
        return total;
    }

    private static Object[] reply(int status, Map<String, String> headers, Object body) {
        return new Object[] {status, new HashMap<>(headers), body};
    }

    private static String dump(Map<String, Object> env) {
        StringBuilder dump = new StringBuilder();
        new TreeMap<>(env).forEach((name, value) -> {
            if (value instanceof String) {
                dump.append(name).append('=').append(value).append('\n');
            }
        });
        return dump.toString();
    }

    /** A body of zeros that is never in memory as a whole. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? '0' : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(target, offset, offset + count, (byte) '0');
            left -= count;
            return count;
        }
    }
}
