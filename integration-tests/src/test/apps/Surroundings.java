import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tells what its process looks like from inside. */
public class Surroundings {
    public static Object[] application(HashMap<String, Object> env) throws Exception {
        StringBuilder text = new StringBuilder();
        text.append("variable=").append(System.getenv("OPS_VARIABLE")).append('\n');
        text.append("unset=").append(System.getenv("OPS_UNSET")).append('\n');
        text.append("megabytes=").append(Runtime.getRuntime().maxMemory() >> 20).append('\n');
        text.append("property=").append(System.getProperty("ops")).append('\n');
        text.append("directory=").append(Path.of("/proc/self/cwd").toRealPath()).append('\n');
        text.append("relative=").append(Files.exists(Path.of("here"))).append('\n');
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Uid:") || line.startsWith("Gid:") || line.startsWith("Umask:")) {
                text.append(line.replace("\t", " ")).append('\n');
            }
        }
        Map<String, Object> headers = new HashMap<>();
        headers.put("Content-Type", "text/plain");
        return new Object[] {200, headers, text.toString()};
    }
}
