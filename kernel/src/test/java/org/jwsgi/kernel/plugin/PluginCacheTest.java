package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jwsgi.kernel.plugin.PluginBuilder.language;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;

class PluginCacheTest {
    @TempDir
    Path temp;

    private Path dist;
    private Path cache;

    @BeforeEach
    void makeFolders() throws IOException {
        dist = Files.createDirectories(temp.resolve("plugins"));
        cache = temp.resolve("cache");
    }

    @Test
    void loads_a_zip_and_writes_nothing_beside_it() throws IOException {
        language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "", Map.of());
        assertServes("zipped", 9);
        try (Stream<Path> files = Files.list(dist)) {
            assertThat(files).containsExactly(dist.resolve("zipped.zip"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void loads_a_zip_with_one_folder_around_the_plugin() throws IOException {
        language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "zipped-1.0/", Map.of());
        assertServes("zipped", 9);
    }

    @Test
    void unpacks_once_and_again_for_a_new_version() throws IOException {
        language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "", Map.of());
        assertServes("zipped", 9);
        assertServes("zipped", 9);
        assertThat(unpacked()).hasSize(1);
        language("zipped", "z", 11).zippedLib(dist.resolve("zipped.zip"), "", Map.of());
        assertServes("zipped", 11);
        assertThat(unpacked()).hasSize(2);
    }

    @Test
    void refuses_entries_that_lead_out_of_the_plugin() throws IOException {
        for (String entry : List.of(
                "../evil.txt", "lib/../../evil.txt", temp.resolve("evil.txt").toString())) {
            language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "", Map.of(entry, new byte[] {1}));
            assertThat(host().plugins())
                    .singleElement()
                    .satisfies(plugin -> assertThat(plugin.reason())
                            .isEqualTo("its entry \"" + entry + "\" leads out of the plugin"));
            assertThat(temp.resolve("evil.txt")).doesNotExist();
            assertThat(cache.resolve("evil.txt")).doesNotExist();
            assertThat(unpacked()).isEmpty();
        }
    }

    @Test
    void refuses_a_cache_that_others_can_write_to() throws IOException {
        language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "", Map.of());
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(host().plugins())
                .singleElement()
                .satisfies(plugin -> assertThat(plugin.reason())
                        .contains(cache + " belongs to, or can be written by, another user"));
    }

    @Test
    void refuses_a_cache_behind_a_link() throws IOException {
        language("zipped", "z", 9).zippedLib(dist.resolve("zipped.zip"), "", Map.of());
        Files.createSymbolicLink(cache, Files.createDirectory(temp.resolve("elsewhere")));
        assertThat(host().plugins())
                .singleElement()
                .satisfies(plugin -> assertThat(plugin.reason()).contains("another user"));
    }

    @Test
    void a_zip_without_a_plugin_is_broken() throws IOException {
        try (var out = Files.newOutputStream(dist.resolve("bad.zip"))) {
            PluginBuilder.zip(Map.of("readme.txt", new byte[1]), out);
        }
        assertThat(host().plugins())
                .singleElement()
                .satisfies(plugin -> assertThat(plugin.reason()).isEqualTo("neither classes/ nor lib/*.jar in it"));
    }

    private void assertServes(String id, int modifier1) {
        PluginHost host = host();
        assertThat(host.load(id)).isEqualTo(new LoadOutcome.Loaded(id));
        assertThat(host.providers(Set.of(ProcessRole.WORKER)).language(modifier1))
                .isPresent();
    }

    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }

    private PluginHost host() {
        return PluginHost.open(dist, List.of(), cache, ReflectedOptions::read, _ -> false);
    }
}
