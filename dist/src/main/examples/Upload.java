import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes uploads of any size without keeping them in memory.
 *
 * <pre>
 * jwsgi --http-socket 127.0.0.1:8080 --jwsgi Upload.java
 * curl --data-binary @FILE http://127.0.0.1:8080/       answers with size and SHA-256
 * curl --data-binary @FILE http://127.0.0.1:8080/echo   answers with the upload itself
 * </pre>
 */
public class Upload {
    private static final String USAGE = "POST something to / for its size and SHA-256, or to /echo to get it back\n";

    public static Object[] application(HashMap<String, Object> env) throws IOException {
        String method = (String) env.get("REQUEST_METHOD");
        InputStream body = (InputStream) env.get("jwsgi.input");
        return switch (method) {
            case "GET", "HEAD" -> text(200, USAGE);
            case "POST", "PUT" -> "/echo".equals(env.get("PATH_INFO")) ? echo(env, body) : text(200, digest(body));
            default -> {
                Object[] answer = text(405, USAGE);
                headers(answer).put("Allow", "GET, HEAD, POST, PUT");
                yield answer;
            }
        };
    }

    /** The body of an answer may be a stream; it is sent while the upload still comes in. */
    private static Object[] echo(Map<String, Object> env, InputStream body) {
        Object type = env.getOrDefault("CONTENT_TYPE", "");
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type.equals("") ? "application/octet-stream" : type);
        return new Object[] {200, headers, body};
    }

    private static String digest(InputStream body) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        byte[] buffer = new byte[65536];
        long size = 0;
        for (int count = body.read(buffer); count > 0; count = body.read(buffer)) {
            digest.update(buffer, 0, count);
            size += count;
        }
        return "size " + size + "\nsha256 " + HexFormat.of().formatHex(digest.digest()) + "\n";
    }

    private static Object[] text(int status, String text) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/plain; charset=utf-8");
        return new Object[] {status, headers, text};
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headers(Object[] answer) {
        return (Map<String, Object>) answer[1];
    }
}
