import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An app that raises alarms and writes to the log as its query says. */
public class Alarmed {
    public static Object[] application(HashMap<String, Object> env) {
        String path = (String) env.get("PATH_INFO");
        String query = URLDecoder.decode((String) env.get("QUERY_STRING"), StandardCharsets.UTF_8);
        switch (path) {
            case "/alarm" -> {
                int comma = query.indexOf(',');
                uwsgi.alarm(query.substring(0, comma), query.substring(comma + 1));
            }
            case "/alarms" -> {
                for (int i = 0; i < Integer.parseInt(query); i++) {
                    uwsgi.alarm("slow", "alarm number " + i);
                }
            }
            case "/log" -> System.err.println(query);
            case "/line" -> System.err.println("a".repeat(Integer.parseInt(query)) + "!");
            case "/storm" -> storm(Integer.parseInt(query));
            default -> {}
        }
        return new Object[] {200, Map.of("Content-Type", "text/plain"), "done"};
    }

    private static void storm(int lines) {
        for (int i = 0; i < lines; i++) {
            System.err.println("STORM line " + i + " of " + lines);
        }
    }
}
