package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jwsgi.kernel.plugin.PluginBuilder.NAMES_OPTIONS;
import static org.jwsgi.kernel.plugin.PluginBuilder.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;

class PluginIndexTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void makeIndexedFolder() throws IOException {
        folder = Files.createDirectories(temp.resolve("plugins"));
        counting("one", 9, "first").jar(folder.resolve("one.jar"));
        counting("two", 10, "second").libFolder(folder.resolve("two"));
        index();
    }

    @Test
    void tells_the_same_as_a_look_into_each_plugin() throws IOException {
        PluginHost indexed = host();
        Files.move(folder.resolve("index"), temp.resolve("index"));
        PluginHost inspected = host();
        assertThat(indexed.plugins()).isEqualTo(inspected.plugins());
        assertThat(indexed.plugins()).hasSize(2);
        assertThat(indexed.availableOptions()).extracting(OptionSpec::name).containsExactly("first", "second");
    }

    @Test
    void saves_creating_providers_until_they_are_needed() {
        System.clearProperty("test.created.one");
        PluginHost host = host();
        host.availableOptions();
        host.load("one");
        assertThat(System.getProperty("test.created.one")).isNull();
        assertThat(host.providers(Set.of(ProcessRole.WORKER)).language(9)).isPresent();
        assertThat(System.getProperty("test.created.one")).isEqualTo("yes");
    }

    @Test
    void survives_copying() throws IOException {
        Path copy = temp.resolve("copy");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.relativize(file).toString()));
            }
        }
        System.clearProperty("test.created.one");
        PluginHost host = PluginHost.open(copy, List.of(), temp, ReflectedOptions::read, _ -> false);
        assertThat(host.availableOptions()).hasSize(2);
        assertThat(System.getProperty("test.created.one")).isNull();
    }

    @Test
    void does_not_count_for_a_changed_jar() throws IOException {
        counting("one", 9, "fresh").jar(folder.resolve("one.jar"));
        assertThat(host().availableOptions()).extracting(OptionSpec::name).containsExactly("fresh", "second");
    }

    @Test
    void does_not_count_for_a_folder_with_another_library() throws IOException {
        counting("extra", 12, "third").jar(folder.resolve("two/lib/extra.jar"));
        assertThat(host().load("two")).isInstanceOf(LoadOutcome.Missing.class);
    }

    @Test
    void forgets_plugins_that_were_removed_and_notices_new_ones() throws IOException {
        Files.delete(folder.resolve("one.jar"));
        counting("three", 11, "third").jar(folder.resolve("three.jar"));
        assertThat(host().availableOptions()).extracting(OptionSpec::name).containsExactly("third", "second");
    }

    @Test
    void is_not_trusted_when_damaged_or_of_another_version() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("index"));
        Files.write(
                folder.resolve("index"),
                lines.stream().map(line -> line.replace("LANGUAGE", "MOON")).toList());
        assertThat(host().availableOptions()).hasSize(2);
        Files.write(
                folder.resolve("index"),
                lines.stream().map(line -> line.replace("0.1.0", "0.0.9")).toList());
        assertThat(host().availableOptions()).hasSize(2);
        assertThatThrownBy(() -> PluginIndex.parse(List.of(lines.getFirst(), "plugin\ta"), folder))
                .isInstanceOf(IOException.class)
                .hasMessage("line 2 is damaged");
    }

    @Test
    void keeps_separators_that_are_part_of_a_text() {
        String text = "tab\there, line\nthere, \\ and \u001f and \r";
        IndexLine line = IndexLine.parse(new IndexLine("x")
                .add(text)
                .add(List.of(text, "b"))
                .add(List.of())
                .toString());
        assertThat(line.text()).isEqualTo(text);
        assertThat(line.list()).containsExactly(text, "b");
        assertThat(line.list()).isEmpty();
    }

    @Test
    void is_not_made_for_a_broken_plugin() throws IOException {
        plugin("bad", "1.0.0").jar(folder.resolve("bad.jar"));
        assertThatThrownBy(this::index)
                .isInstanceOf(JwsgiException.class)
                .hasMessageContaining("cannot index " + folder.resolve("bad.jar") + ": it provides nothing");
    }

    private static PluginBuilder counting(String id, int modifier1, String option) {
        return plugin(id, "1.0.0")
                .manifest("Plugin-Description", "Counts.")
                .languageClass(
                        id + ".Provider",
                        id,
                        modifier1,
                        NAMES_OPTIONS + "public Provider() { System.setProperty(\"test.created." + id
                                + "\", \"yes\"); }")
                .optionRecord(id, option);
    }

    private void index() throws IOException {
        PluginIndexer.index(folder, ReflectedOptions::read);
    }

    private PluginHost host() {
        return PluginHost.open(folder, List.of(), temp.resolve("cache"), ReflectedOptions::read, _ -> false);
    }
}
