package org.jwsgi.plugins.emperor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.RecordingLogger;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;

final class VassalFilesTest {
    private static final Instant THEN = Instant.ofEpochSecond(1_600_000_000, 5000);

    @TempDir
    Path directory;

    private final Settings settings = new Settings();
    private final Map<String, VassalOwner> known = new HashMap<>();
    private final RecordingLogger log = new RecordingLogger();

    private VassalFiles files() {
        return new VassalFiles(
                settings.emperor(), settings.collected, name -> Optional.ofNullable(known.get(name)), 0, log);
    }

    private Optional<VassalSpec> describe(String name) {
        return files().describe(directory.resolve(name), name, directory);
    }

    private Path file(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(THEN));
        return file;
    }

    @Test
    void takes_regular_files_with_a_known_ending() throws Exception {
        file("a.ini", "");
        file(".hid.ini", "");
        file("notes.txt", "");
        Files.createDirectory(directory.resolve("dir.ini"));
        Files.createSymbolicLink(directory.resolve("broken.ini"), directory.resolve("nowhere"));
        assertThat(describe("a.ini").orElseThrow().stamp()).isEqualTo(THEN);
        assertThat(describe("a.ini").orElseThrow().directory()).contains(directory);
        assertThat(describe(".hid.ini")).isPresent();
        assertThat(describe("notes.txt")).isEmpty();
        assertThat(describe("dir.ini")).isEmpty();
        assertThat(describe("broken.ini")).isEmpty();
        assertThat(describe("gone.ini")).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_looked_at_for_a_moment_is_as_before_once_its_vassal_runs() throws Exception {
        file("a.ini", "");
        VassalFiles files = files();
        Path path = directory.resolve("a.ini");
        VassalSpec before = files.describe(path, "a.ini", directory).orElseThrow();
        IOException reason = new AccessDeniedException("a.ini");
        assertThat(files.asBefore(path, "a.ini", reason)).as("nothing runs").isEmpty();
        known.put("a.ini", before.owner());
        assertThat(files.asBefore(path, "a.ini", reason)).contains(before);
        known.put("a.ini", new VassalOwner(4321, 4321));
        assertThat(files.asBefore(path, "a.ini", reason)).contains(before);
        settings.tyrant = true;
        VassalFiles tyrants = files();
        assertThat(tyrants.describe(path, "a.ini", directory)).contains(before);
        assertThat(tyrants.asBefore(path, "a.ini", reason)).as("another's").isEmpty();
        known.put("a.ini", before.owner());
        assertThat(tyrants.asBefore(path, "a.ini", reason)).contains(before);
    }

    @Test
    void a_link_that_leads_nowhere_is_no_file_even_of_a_vassal_that_runs() throws Exception {
        file("a.ini", "");
        file("notes.txt", "");
        VassalFiles files = files();
        Path path = directory.resolve("a.ini");
        known.put(
                "a.ini", files.describe(path, "a.ini", directory).orElseThrow().owner());
        Files.delete(path);
        for (String target : List.of("a.ini", "notes.txt/a.ini", "x".repeat(300))) {
            Files.deleteIfExists(path);
            Files.createSymbolicLink(path, Path.of(target));
            assertThat(files.describe(path, "a.ini", directory)).as(target).isEmpty();
        }
    }

    @Test
    void a_further_ending_counts_to_the_letter() throws Exception {
        settings.extraExtensions.add(".conf");
        file("a.conf", "");
        file("a.CONF", "");
        assertThat(describe("a.conf")).isPresent();
        assertThat(describe("a.CONF")).isEmpty();
    }

    @Test
    void a_link_counts_as_what_it_leads_to_or_as_itself() throws Exception {
        file("app.skel", "");
        Path link = Files.createSymbolicLink(directory.resolve("a.ini"), Path.of("app.skel"));
        Instant own = THEN.plusSeconds(100);
        Files.getFileAttributeView(link, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(own), null, null);
        assertThat(describe("a.ini").orElseThrow().stamp()).isEqualTo(THEN);
        settings.noFollow = true;
        assertThat(describe("a.ini").orElseThrow().stamp()).isEqualTo(own);
        Files.delete(directory.resolve("app.skel"));
        assertThat(describe("a.ini")).isPresent();
    }

    @Test
    void the_owner_is_that_of_the_file_or_of_the_link() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root can give files away");
        Path target = file("app.skel", "");
        Files.setAttribute(target, "unix:uid", 1234);
        Files.setAttribute(target, "unix:gid", 1235);
        Path link = Files.createSymbolicLink(directory.resolve("a.ini"), Path.of("app.skel"));
        Files.setAttribute(link, "unix:uid", 2234, LinkOption.NOFOLLOW_LINKS);
        assertThat(describe("a.ini").orElseThrow().owner().uid()).isEqualTo(1234);
        assertThat(describe("a.ini").orElseThrow().owner().gid()).isEqualTo(1235);
        settings.tyrantNoFollow = true;
        assertThat(describe("a.ini").orElseThrow().owner().uid()).isEqualTo(2234);
    }

    @Test
    void a_running_vassal_of_one_tenant_does_not_vouch_for_the_file_of_another() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root can give files away");
        settings.tyrant = true;
        Path home = give(Files.createDirectory(directory.resolve("alice")), 1234);
        Path own = give(Files.writeString(home.resolve("own.skel"), ""), 1234);
        Path hers = give(Files.createSymbolicLink(home.resolve("app.skel"), own), 1234);
        Path bobs = give(file("bob.skel", ""), 2234);
        Files.createSymbolicLink(directory.resolve("x.ini"), hers);
        VassalFiles files = files();
        Path file = directory.resolve("x.ini");
        assertThat(files.describe(file, "x.ini", directory)).isPresent();
        known.put("x.ini", new VassalOwner(1234, 1234));
        Files.delete(hers);
        give(Files.createSymbolicLink(hers, bobs), 1234);
        assertThat(files.describe(file, "x.ini", directory)).isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.contains("belongs to user 1234, not to user 2234"));
        Files.delete(hers);
        Files.createSymbolicLink(hers, own);
        give(hers, 3234);
        assertThat(files.describe(file, "x.ini", directory).orElseThrow().owner())
                .as("what runs stays")
                .isEqualTo(new VassalOwner(1234, 1234));
    }

    private static Path give(Path file, int uid) throws Exception {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        return file;
    }

    @Test
    void the_socket_is_read_from_the_file_beside() throws Exception {
        settings.onDemandExtension = Optional.of(".socket");
        file("a.ini", "");
        file("a.ini.socket", "/run/a.sock\nmore");
        file("b.ini", "");
        file("c.ini", "");
        file("c.ini.socket", "\n");
        assertThat(describe("a.ini").orElseThrow().socket()).contains("/run/a.sock");
        assertThat(describe("b.ini").orElseThrow().socket()).isEmpty();
        assertThat(describe("c.ini").orElseThrow().socket()).isEmpty();
    }

    @Test
    void the_socket_is_in_a_directory() throws Exception {
        settings.onDemandDirectory = Optional.of(Path.of("/run/apps"));
        file("a.b.ini", "");
        assertThat(describe("a.b.ini").orElseThrow().socket()).contains("/run/apps/a.b.socket");
    }

    @Test
    void the_socket_is_printed_by_a_command_that_gets_the_name_as_it_is() throws Exception {
        settings.onDemandExec = Optional.of("printf '/run/%s.sock\\nrest'");
        file("a b$(exit 1).ini", "");
        assertThat(describe("a b$(exit 1).ini").orElseThrow().socket()).contains("/run/a b$(exit 1).ini.sock");
    }

    @Test
    void the_socket_of_a_known_vassal_is_not_looked_up_again() throws Exception {
        settings.onDemandExtension = Optional.of(".socket");
        file("a.ini", "");
        file("a.ini.socket", "/run/first");
        VassalFiles files = files();
        Path path = directory.resolve("a.ini");
        assertThat(files.describe(path, "a.ini", directory).orElseThrow().socket())
                .contains("/run/first");
        file("a.ini.socket", "/run/second");
        known.put("a.ini", VassalOwner.UNKNOWN);
        assertThat(files.describe(path, "a.ini", directory).orElseThrow().socket())
                .contains("/run/first");
        known.remove("a.ini");
        assertThat(files.describe(path, "a.ini", directory).orElseThrow().socket())
                .contains("/run/second");
    }

    @Test
    void attributes_come_from_the_file() throws Exception {
        settings.collected.addAll(List.of("wrapper"));
        file("a.ini", "[emperor]\nwrapper = /bin/mine\n");
        assertThat(describe("a.ini").orElseThrow().attribute("wrapper")).contains("/bin/mine");
    }
}
