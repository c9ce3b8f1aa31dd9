package org.jwsgi.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the files of {@code src/test/resources/config}. A file holds several cases; a line of dashes and a word starts a
 * part: {@code --- case NAME}, {@code --- file NAME} (a file's contents), {@code --- env NAME=VALUE}, {@code --- stdin},
 * {@code --- run ARGUMENTS} (one argument for each word; a word may be quoted with {@code '}), and what must come of it:
 * the lines of the effective configuration, {@code warning:}, {@code error:}, {@code exit:} and {@code out:} lines.
 * {@code DIR} in what is expected stands for the folder of the case.
 */
class GoldenConfigTest {
    @TempDir
    static Path temporary;

    private record Case(String name, List<String> parts) {}

    @TestFactory
    Stream<DynamicTest> golden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/config"))) {
            for (Path file : files.sorted().toList()) {
                for (Case golden : cases(file)) {
                    tests.add(dynamicTest(file.getFileName() + ": " + golden.name(), () -> run(golden)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests.stream();
    }

    private static List<Case> cases(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String text : Files.readString(file).split("(?m)^--- case ")) {
            if (text.isBlank()) {
                continue;
            }
            String name = text.substring(0, text.indexOf('\n'));
            cases.add(new Case(
                    name, List.of(text.substring(text.indexOf('\n') + 1).split("(?m)^--- "))));
        }
        return cases;
    }

    private static void run(Case golden) throws IOException {
        Path directory = Files.createTempDirectory(temporary, "golden").toRealPath();
        Loading loading = new Loading(directory);
        int runs = 0;
        for (String part : golden.parts()) {
            if (part.isBlank()) {
                continue;
            }
            int end = part.indexOf('\n');
            String head = part.substring(0, end);
            String body = part.substring(end + 1);
            String rest = head.substring(head.indexOf(' ') + 1);
            switch (head.split(" ")[0]) {
                case "file" -> loading.file(rest, body.replace("DIR/", directory + "/"));
                case "env" -> loading.env(rest.substring(0, rest.indexOf('=')), rest.substring(rest.indexOf('=') + 1));
                case "stdin" -> loading.in(body);
                case "run" -> {
                    runs++;
                    List<String> outcome = loading.outcome(words(head.equals("run") ? "" : rest));
                    assertThat(String.join("\n", outcome).replace(directory + "/", "DIR/"))
                            .as(golden.name())
                            .isEqualTo(body.stripTrailing());
                }
                default -> throw new IllegalStateException("unknown part " + head);
            }
        }
        assertThat(runs).as("runs of " + golden.name()).isEqualTo(1);
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (char c : line.toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
                started = true;
            } else if (c == ' ' && !quoted) {
                if (started) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
        return words.toArray(String[]::new);
    }
}
