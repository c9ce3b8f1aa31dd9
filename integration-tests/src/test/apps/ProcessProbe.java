import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The app of the probes that run against jwsgi; {@code process_probe.py} does the same in a real uWSGI. */
public class ProcessProbe {
    public static Object[] application(HashMap<String, Object> env) throws Exception {
        String query = (String) env.getOrDefault("QUERY_STRING", "");
        switch ((String) env.get("PATH_INFO")) {
            case "/hold":
                System.err.println("holding");
                while (Files.notExists(Path.of(query))) {
                    Thread.sleep(20);
                }
                break;
            case "/sleep":
                System.err.println("holding");
                Thread.sleep(Long.parseLong(query));
                break;
            case "/exit":
                Runtime.getRuntime().halt(Integer.parseInt(query));
                break;
            default:
        }
        Map<String, Object> headers = new HashMap<>();
        headers.put("Content-Type", "text/plain");
        return new Object[] {200, headers, Long.toString(ProcessHandle.current().pid())};
    }
}
