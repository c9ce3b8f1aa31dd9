package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where paths lead, told by what is there and not by the words of the system, whose language is the machine's. */
final class PathWalkTest {
    @TempDir
    Path temporary;

    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void create() throws Exception {
        directory = temporary.toRealPath();
        file = Files.writeString(directory.resolve("a.ini"), "");
    }

    private Path link(String name, String target) throws Exception {
        return Files.createSymbolicLink(directory.resolve(name), Path.of(target));
    }

    private static void walk(Path path) throws Exception {
        assertThat(PathWalk.walk(path, true, (_, _, _) -> Optional.empty())).isEmpty();
    }

    @Test
    void links_in_a_circle_lead_nowhere() throws Exception {
        Path first = link("first.ini", "second.ini");
        link("second.ini", "./first.ini");
        assertThatThrownBy(() -> walk(first)).isInstanceOf(FileSystemLoopException.class);
        assertThat(PathWalk.leadsNowhere(first, true)).isTrue();
        assertThat(PathWalk.leadsNowhere(first, false))
                .as("the link itself is there")
                .isFalse();
        assertThat(PathWalk.leadsNowhere(first.resolve("b.ini"), false)).isTrue();
    }

    @Test
    void as_many_links_as_linux_follows_are_followed() throws Exception {
        link("0.ini", "a.ini");
        for (int i = 1; i <= 40; i++) {
            link(i + ".ini", (i - 1) + ".ini");
        }
        for (int i = 38; i <= 40; i++) {
            Path path = directory.resolve(i + ".ini");
            assertThat(PathWalk.leadsNowhere(path, true)).as(path.toString()).isEqualTo(!Files.exists(path));
            assertThat(Files.exists(path)).as(path.toString()).isEqualTo(i < 40);
        }
    }

    @Test
    void what_is_behind_a_file_is_nowhere() throws Exception {
        Path link = link("link.ini", "a.ini/b.ini");
        assertThatThrownBy(() -> walk(link)).isInstanceOf(NotDirectoryException.class);
        assertThat(PathWalk.leadsNowhere(link, true)).isTrue();
        assertThat(PathWalk.leadsNowhere(file.resolve("b.ini"), true)).isTrue();
    }

    @Test
    void what_has_gone_or_has_an_impossible_name_is_nowhere() throws Exception {
        Path dangling = link("dangling.ini", "gone.ini");
        assertThatThrownBy(() -> walk(dangling)).isInstanceOf(NoSuchFileException.class);
        assertThat(PathWalk.leadsNowhere(dangling, true)).isTrue();
        assertThat(PathWalk.leadsNowhere(dangling, false)).isFalse();
        Path wide = link("wide.ini", "x".repeat(256));
        assertThatThrownBy(() -> walk(wide)).isInstanceOf(NoSuchFileException.class);
        assertThat(PathWalk.leadsNowhere(wide, true)).isTrue();
        assertThat(PathWalk.leadsNowhere(Path.of("/" + "./".repeat(2048) + file), true))
                .isTrue();
    }

    @Test
    void a_file_is_somewhere() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("up"), Path.of(".."));
        Path link = Files.createSymbolicLink(folder.resolve("b.ini"), Path.of("up/folder/../a.ini"));
        assertThat(PathWalk.leadsNowhere(link, true)).isFalse();
        List<String> visited = new ArrayList<>();
        PathWalk.walk(link, true, (here, facts, last) -> {
            visited.add(here + (facts.link() ? "@" : facts.folder() ? "/" : "") + (last ? " ends" : ""));
            return Optional.empty();
        });
        assertThat(visited)
                .endsWith(
                        folder + "/",
                        folder + "/b.ini@ ends",
                        folder + "/up@",
                        folder + "/",
                        directory + "/a.ini ends");
    }
}
