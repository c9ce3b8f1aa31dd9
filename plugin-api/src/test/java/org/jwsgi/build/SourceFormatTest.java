package org.jwsgi.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every Java source of the repository to one format.
 *
 * <p>The formatter parses with the compiler of the JDK that runs it, so it runs here, on the JDK 25 that Maven's
 * toolchain selected, and not inside Maven, whose own JDK may be older. {@code -Djwsgi.format=apply} rewrites the
 * files instead of reporting them.
 */
class SourceFormatTest {
    @Test
    void every_source_file_is_formatted() throws IOException {
        Path root = Path.of(System.getProperty("jwsgi.root"));
        boolean apply = "apply".equals(System.getProperty("jwsgi.format"));
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> sources;
        try (Stream<Path> files = Files.walk(root)) {
            sources = files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !root.relativize(path).toString().matches("(.*/)?(target|\\..*)/.*"))
                    .sorted()
                    .toList();
        }
        assertThat(sources).isNotEmpty();
        List<String> unformatted = sources.parallelStream()
                .filter(path -> !isFormatted(formatter, path, apply))
                .map(path -> root.relativize(path).toString())
                .toList();
        assertThat(unformatted)
                .as("not formatted; run: mvn -q -pl plugin-api test -Dtest=SourceFormatTest -Djwsgi.format=apply")
                .isEmpty();
    }

    private static boolean isFormatted(Formatter formatter, Path path, boolean apply) {
        try {
            String source = Files.readString(path);
            String unused = RemoveUnusedImports.removeUnusedImports(source);
            String formatted =
                    formatter.formatSource(ImportOrderer.reorderImports(unused, JavaFormatterOptions.Style.PALANTIR));
            if (formatted.equals(source)) {
                return true;
            }
            if (apply) {
                Files.writeString(path, formatted);
            }
            return apply;
        } catch (IOException | FormatterException e) {
            throw new IllegalStateException(path + ": " + e.getMessage(), e);
        }
    }
}
