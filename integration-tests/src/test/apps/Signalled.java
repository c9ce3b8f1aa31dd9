import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** An app that registers uWSGI signals and tells what it handles. Runs on uWSGI's own JVM, too. */
public class Signalled {
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    static {
        uwsgi.SignalHandler telling = number -> tell("HANDLED " + number);
        uwsgi.register_signal(17, "worker", telling);
        uwsgi.register_signal(18, "workers", telling);
        uwsgi.register_signal(19, "worker2", telling);
        uwsgi.register_signal(20, "active-workers", telling);
        uwsgi.register_signal(21, "", telling);
        uwsgi.register_signal(22, "worker", number -> {
            throw new IllegalStateException("boom " + number);
        });
        uwsgi.register_signal(23, "worker1", number -> {
            tell("BEGUN " + number);
            await();
            tell("ENDED " + number);
        });
    }

    public static Object[] application(HashMap<String, Object> env) {
        String query = URLDecoder.decode((String) env.get("QUERY_STRING"), StandardCharsets.UTF_8);
        String answer = "done";
        switch ((String) env.get("PATH_INFO")) {
            case "/alarm" -> uwsgi.alarm(query, "an alarm");
            case "/log" -> System.err.println(query);
            case "/release" -> RELEASED.countDown();
            case "/register" -> {
                try {
                    String[] words = query.split(",", -1);
                    uwsgi.register_signal(
                            Integer.parseInt(words[0]), words[1], number -> tell("HANDLED LATE " + number));
                } catch (RuntimeException e) {
                    answer = e.getMessage();
                }
            }
            default -> {}
        }
        return new Object[] {200, new HashMap<>(Map.of("Content-Type", "text/plain")), answer};
    }

    private static void tell(String what) {
        System.err.println(what + " worker " + uwsgi.worker_id() + " pid "
                + ProcessHandle.current().pid());
    }

    private static void await() {
        try {
            RELEASED.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
