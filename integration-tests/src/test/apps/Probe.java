import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The app that most tests talk to; its path chooses what it does. */
public class Probe {
    public static Object[] application(HashMap<String, Object> env) throws Exception {
        String path = (String) env.get("PATH_INFO");
        switch (path) {
            case "/env":
                return text(200, dump(env));
            case "/pid":
                return text(200, Long.toString(ProcessHandle.current().pid()));
            case "/digest":
                return text(200, digest((InputStream) env.get("jwsgi.input")));
            case "/throw":
                throw new IllegalStateException("thrown on purpose");
            case "/sleep":
                System.err.println("sleeping");
                Thread.sleep(Long.parseLong((String) env.get("QUERY_STRING")));
                return text(200, "slept");
            case "/big":
                return text(200, "0123456789abcdef".repeat(Integer.parseInt((String) env.get("QUERY_STRING")) / 16));
            case "/not-modified":
                return new Object[] {304, Map.of("ETag", "\"x\""), null};
            case "/exit":
                Runtime.getRuntime().halt(Integer.parseInt((String) env.get("QUERY_STRING")));
                return null;
            default:
                return text(200, "hello from worker\n");
        }
    }

    private static Object[] text(int status, String body) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("Content-Type", "text/plain");
        return new Object[] {status, headers, body};
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

    private static String digest(InputStream body) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int n = read(body, buffer); n > 0; n = read(body, buffer)) {
            digest.update(buffer, 0, n);
            total += n;
        }
        return total + " " + HexFormat.of().formatHex(digest.digest());
    }

    private static int read(InputStream in, byte[] buffer) throws IOException {
        return in.read(buffer);
    }
}
