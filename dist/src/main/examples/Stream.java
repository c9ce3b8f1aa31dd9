import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sends its answer piece by piece: the items of an iterator leave as they come. Run it with:
 * jwsgi --http-socket 127.0.0.1:8080 --jwsgi Stream.java, and look with: curl -N http://127.0.0.1:8080/
 */
public class Stream {
    public static Object[] application(HashMap<String, Object> env) {
        Iterator<String> events =
                IntStream.rangeClosed(1, 5).mapToObj(Stream::event).iterator();
        return new Object[] {200, Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"), events};
    }

    private static String event(int number) {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "data: event " + number + "\n\n";
    }
}
