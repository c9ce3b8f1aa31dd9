import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Tells what the machine looks like from inside of its process: the file in the query, or the output of the command. */
public class Inside {
    private static final String LOADED_AS = read("/proc/self/status");

    public static Object[] application(HashMap<String, Object> env) throws Exception {
        String query = String.valueOf(env.get("QUERY_STRING"));
        String text = switch (query.substring(0, query.indexOf('='))) {
            case "file" -> read(query.substring(5));
            case "list" -> list(query.substring(5));
            case "link" ->
                Path.of(query.substring(5)).toFile().exists()
                        ? Files.readSymbolicLink(Path.of(query.substring(5))).toString()
                        : "none";
            case "loaded" -> LOADED_AS;
            case "run" -> run(query.substring(4).split(","));
            default -> "?";
        };
        Map<String, Object> headers = new HashMap<>();
        headers.put("Content-Type", "text/plain");
        return new Object[] {200, headers, text};
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String list(String folder) throws IOException {
        StringBuilder names = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            files.sorted().forEach(file -> names.append(file).append('\n'));
        }
        return names.toString();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }
}
