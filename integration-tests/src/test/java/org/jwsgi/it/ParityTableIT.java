package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps {@code docs/reference/parity.md} true: to the options that the server has, to the tests and to the links. */
class ParityTableIT {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    private static final Pattern DIFFERS = Pattern.compile("\\[differs]\\(\\.\\./explanation/([^#)]+)#([^)]+)\\)");
    private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

    @TempDir
    static Path directory;

    private static Set<String> declared = Set.of();
    private static List<Row> rows = List.of();

    /** A row of the table; {@code option} tells an option's row from a feature's. */
    private record Row(boolean option, String name, String state, String place) {
        List<String> names() {
            return CODE.matcher(name).results().map(match -> match.group(1)).toList();
        }

        boolean isThere() {
            return state.equals("yes") || state.startsWith("[differs](") || state.startsWith("accepted: ");
        }

        boolean isKnownState() {
            return isThere() || state.startsWith("not yet: ") || state.startsWith("out of scope: ");
        }
    }

    @BeforeAll
    static void read() throws Exception {
        rows = readTable(page("docs/reference/parity.md"));
        try (ServerProcess server = ServerProcess.jwsgi(directory, "--dump-options")) {
            assertThat(server.awaitExit()).isZero();
            declared = Set.copyOf(server.lines());
        }
    }

    @Test
    void every_option_of_the_server_has_a_row_that_says_so() {
        Set<String> there = new HashSet<>();
        rows.stream().filter(row -> row.option() && row.isThere()).forEach(row -> there.addAll(row.names()));
        assertThat(declared).contains("master", "http-socket", "jwsgi", "stats");
        assertThat(there).containsAll(declared);
    }

    @Test
    void a_row_promises_no_option_that_is_not_there() {
        for (Row row : rows) {
            if (row.option() && row.isThere()) {
                assertThat(declared).as(row.toString()).containsAll(row.names());
            }
        }
    }

    @Test
    void no_row_denies_an_option_that_is_there() {
        for (Row row : rows) {
            if (row.option() && !row.isThere()) {
                assertThat(row.names()).as(row.toString()).doesNotContainAnyElementsOf(declared);
            }
        }
    }

    @Test
    void every_row_has_a_state_and_what_is_there_has_a_place() {
        assertThat(rows).hasSizeGreaterThan(1000);
        for (Row row : rows) {
            assertThat(row.isKnownState()).as(row.toString()).isTrue();
            if (row.option() && row.isThere()) {
                assertThat(row.place()).as(row.toString()).isNotEmpty();
            }
        }
    }

    @Test
    void every_test_named_exists() throws IOException {
        Set<String> tests = testClasses();
        for (Row row : rows) {
            TEST.matcher(row.place())
                    .results()
                    .forEach(match -> assertThat(tests).as(row.toString()).contains(match.group(1)));
        }
    }

    @Test
    void every_difference_is_explained() throws IOException {
        Map<String, Set<String>> anchors = new HashMap<>();
        for (Row row : rows) {
            if (row.state().startsWith("[")) {
                Matcher link = DIFFERS.matcher(row.state());
                assertThat(link.matches()).as(row.toString()).isTrue();
                if (!anchors.containsKey(link.group(1))) {
                    anchors.put(link.group(1), anchors(page("docs/explanation/" + link.group(1))));
                }
                assertThat(anchors.get(link.group(1))).as(row.toString()).contains(link.group(2));
            }
        }
        assertThat(anchors).isNotEmpty();
    }

    private static List<Row> readTable(String page) {
        List<Row> table = new ArrayList<>();
        boolean options = false;
        boolean inside = false;
        for (String line : page.split("\n", -1)) {
            if (line.startsWith("| option |") || line.startsWith("| feature |")) {
                inside = true;
                options = line.startsWith("| option |");
            } else if (!line.startsWith("|")) {
                inside = false;
            } else if (inside && !line.startsWith("|---")) {
                String[] cells = CELLS.split(line, -1);
                assertThat(cells).as(line).hasSize(6);
                table.add(new Row(options, cells[1].strip(), cells[3].strip(), cells[4].strip()));
            }
        }
        return table;
    }

    /** Returns the anchors of a page's headings, made as GitHub makes them. */
    private static Set<String> anchors(String page) {
        Set<String> anchors = new HashSet<>();
        for (String line : page.split("\n", -1)) {
            if (line.startsWith("#")) {
                String heading = line.replaceFirst("^#+ ", "").toLowerCase(java.util.Locale.ROOT);
                anchors.add(heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
            }
        }
        return anchors;
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.walk(ServerProcess.root())) {
            files.map(Path::toString)
                    .filter(file -> file.contains("/src/test/java/") && file.endsWith(".java"))
                    .forEach(file -> names.add(file.substring(file.lastIndexOf('/') + 1, file.length() - 5)));
        }
        return names;
    }

    private static String page(String path) throws IOException {
        return Files.readString(ServerProcess.root().resolve(path));
    }
}
