import java.util.HashMap;
import java.util.Map;

/** The smallest useful app. Run it with: jwsgi --http-socket 127.0.0.1:8080 --jwsgi Hello.java */
public class Hello {
    public static Object[] application(HashMap<String, Object> env) {
        String text = "Hello from " + env.get("SCRIPT_NAME") + env.get("PATH_INFO") + "\n";
        return new Object[] {200, Map.of("Content-Type", "text/plain; charset=utf-8"), text};
    }
}
