package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who could meddle with a tenant's file. The tests' own user is the Emperor; as root they make tenants as well. */
final class TenantPathTest {
    private static final int ALICE = 20_001;
    private static final int MALLORY = 20_002;

    @TempDir
    Path temporary;

    private Path directory = Path.of("");
    private int emperor;

    @BeforeEach
    void lookAtTheTest() throws Exception {
        directory = Files.createDirectory(temporary.toRealPath().resolve("vassals"));
        emperor = uid(directory);
    }

    private static int uid(Path file) throws Exception {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static void own(Path file, int uid) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    private static void mode(Path file, String mode) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path file(String name) throws Exception {
        return Files.writeString(directory.resolve(name), "");
    }

    private Optional<String> danger(Path file, int tenant) {
        return new TenantPath(emperor, tenant, true).danger(file);
    }

    @Test
    void a_file_behind_links_of_its_owner_is_safe() throws Exception {
        Path file = file("a.ini");
        Path sub = Files.createDirectory(directory.resolve("sub"));
        Path first = Files.createSymbolicLink(sub.resolve("first.ini"), Path.of("../vassals/../a.ini"));
        Files.createSymbolicLink(directory.resolve("vassals"), directory);
        Path second = Files.createSymbolicLink(directory.resolve("second.ini"), first);
        assertThat(danger(file, emperor)).isEmpty();
        assertThat(danger(second, emperor)).contains("it cannot be looked at: " + temporary.toRealPath() + "/a.ini");
        Files.delete(first);
        Files.createSymbolicLink(first, Path.of("../vassals/a.ini"));
        assertThat(danger(second, emperor)).isEmpty();
    }

    @Test
    void what_all_may_write_is_not() throws Exception {
        Path file = file("a.ini");
        mode(file, "rw-rw-rw-");
        assertThat(danger(file, emperor)).contains("anybody may write " + file);
        mode(file, "rw-rw-r--");
        mode(directory, "rwxrwxrwx");
        assertThat(danger(file, emperor)).contains("anybody may rename files in " + directory);
        assertThat(new ProcessBuilder("chmod", "1777", directory.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(danger(file, emperor)).isEmpty();
    }

    @Test
    void links_in_a_circle_end() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("a.ini"), Path.of("a.ini"));
        assertThat(danger(link, emperor)).contains("it is behind too many links");
        assertThat(new TenantPath(emperor, emperor, false).danger(link)).isEmpty();
    }

    @Test
    void nothing_on_the_way_may_be_anothers() throws Exception {
        Path file = file("a.ini");
        own(file, ALICE);
        assertThat(danger(file, ALICE)).isEmpty();
        assertThat(danger(file, MALLORY)).contains("the file " + file + " belongs to user 20001, not to user 20002");
        Path link = Files.createSymbolicLink(directory.resolve("b.ini"), file);
        assertThat(danger(link, ALICE)).isEmpty();
        own(link, MALLORY);
        assertThat(danger(link, ALICE)).contains("the link " + link + " belongs to user 20002, not to user 20001");
        own(directory, MALLORY);
        assertThat(danger(file, ALICE))
                .contains("the folder " + directory + " belongs to user 20002, not to user 20001");
        own(directory, emperor);
    }
}
