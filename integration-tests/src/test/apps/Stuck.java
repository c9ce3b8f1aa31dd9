import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An app whose requests take too long or too much, chosen by the request's path. */
public class Stuck {
    private static final List<byte[]> HOARD = new ArrayList<>();
    private static volatile long turns;

    public static Object[] application(HashMap<String, Object> env) throws Exception {
        String query = (String) env.getOrDefault("QUERY_STRING", "");
        switch ((String) env.get("PATH_INFO")) {
            case "/spin":
                System.err.println("spinning");
                return spinForEver();
            case "/sleep":
                System.err.println("sleeping");
                Thread.sleep(Long.parseLong(query));
                return pid();
            case "/hoard":
                HOARD.add(new byte[Integer.parseInt(query) << 20]);
                System.gc();
                return pid();
            case "/throw":
                throw new IllegalStateException(query);
            default:
                return pid();
        }
    }

    private static Object[] spinForEver() {
        while (true) {
            turns++;
        }
    }

    private static Object[] pid() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("Content-Type", "text/plain");
        return new Object[] {200, headers, Long.toString(ProcessHandle.current().pid())};
    }
}
