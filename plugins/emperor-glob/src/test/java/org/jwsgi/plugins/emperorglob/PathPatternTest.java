package org.jwsgi.plugins.emperorglob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "*.ini, a.ini, true",
        "*.ini, .a.ini, false",
        ".*.ini, .a.ini, true",
        "?.ini, ab.ini, false",
        "a*b*c, aXbYc, true",
        "a*b*c, aXbY, false",
        "[a-c]1, b1, true",
        "[!a-c]1, b1, false",
        "[^a-c]1, d1, true",
        "[]x], ], true",
        "[a, [a, true",
        "\\*.ini, *.ini, true",
        "\\*.ini, a.ini, false",
        "*, '', true",
        "a, a, true",
        "a, b, false"
    })
    void matches_one_name(String pattern, String name, boolean expected) {
        assertThat(PathPattern.matches(pattern, name)).isEqualTo(expected);
    }

    private void file(String name) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    private List<String> expand(String pattern) throws Exception {
        return PathPattern.expand(directory, pattern).names();
    }

    @Test
    void expands_each_part_and_sorts() throws Exception {
        for (String name : List.of("b/app.ini", "a/app.ini", "a/other.ini", "c.ini", ".d.ini")) {
            file(name);
        }
        assertThat(expand("*/app.ini")).containsExactly("a/app.ini", "b/app.ini");
        assertThat(expand("*.ini")).containsExactly("c.ini");
        assertThat(expand(".*.ini")).containsExactly(".d.ini");
        assertThat(expand("c.ini")).containsExactly("c.ini");
        assertThat(expand("none.ini")).isEmpty();
        assertThat(expand("nowhere/*.ini")).isEmpty();
        assertThat(expand("c.ini/*.ini")).isEmpty();
        assertThat(expand(directory + "/a/*")).containsExactly(directory + "/a/app.ini", directory + "/a/other.ini");
    }

    @Test
    void says_which_directories_count() throws Exception {
        file("a/app.ini");
        assertThat(PathPattern.expand(directory, "*/app.ini").listed())
                .containsExactly(directory.resolve(""), directory.resolve("a"));
    }
}
