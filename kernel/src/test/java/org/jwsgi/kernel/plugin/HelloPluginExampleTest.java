package org.jwsgi.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.api.InstanceInfo;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LanguageProvider;
import org.jwsgi.api.request.LoadedApp;
import org.jwsgi.kernel.config.OptionSpec;
import org.jwsgi.kernel.config.PluginSource.LoadOutcome;

/** The sample of a third party's plugin works, and the tutorial quotes what it really contains. */
class HelloPluginExampleTest {
    private static final Path EXAMPLE = Path.of("../docs/examples/hello-plugin");
    private static final Path TUTORIAL = Path.of("../docs/tutorials/first-plugin.md");

    @TempDir
    Path folder;

    @Test
    void the_example_loads_for_its_option_and_makes_an_app() throws IOException {
        buildExample();
        PluginHost host =
                PluginHost.open(folder, List.of(), folder.resolve("cache"), ReflectedOptions::read, _ -> false);
        OptionSpec option = host.availableOptions().getFirst();
        assertThat(option.name()).isEqualTo("hello-greeting");
        assertThat(host.load(option.plugin())).isEqualTo(new LoadOutcome.Loaded("hello"));
        ProviderTable.Entry<LanguageProvider> entry =
                host.providers(Set.of(ProcessRole.WORKER)).language(250).orElseThrow();
        InstanceInfo instance = new InstanceInfo("1", "host", Path.of("/"), Path.of("/"), 1, false, 1, 1, Map.of());
        PluginContext context =
                new PluginContexts(type -> optionsOf(type, "Hi"), instance, ProcessRole.WORKER, 1).of(entry);
        Language language = entry.call("create", provider -> provider.create(context));
        assertThat(language.loadApps()).extracting(LoadedApp::name).containsExactly("hello");
        assertThat(language.mount("/x", "hello")).isPresent();
        assertThat(language.mount("/x", "something.jar")).isEmpty();
        language.close();
    }

    @Test
    void the_tutorial_quotes_the_example() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path file : files(EXAMPLE)) {
            sources.addAll(Files.readAllLines(file));
        }
        List<String> quoted = codeBlocks(Files.readAllLines(TUTORIAL), Set.of("java", "sh"));
        quoted.removeIf(String::isBlank);
        assertThat(quoted).hasSizeGreaterThan(60);
        assertThat(sources).containsAll(quoted);
        assertThat(codeBlocks(Files.readAllLines(TUTORIAL), Set.of("")))
                .containsAll(Files.readAllLines(EXAMPLE.resolve("MANIFEST.MF")));
    }

    private void buildExample() throws IOException {
        PluginBuilder builder = PluginBuilder.plugin("", "");
        for (String line : Files.readAllLines(EXAMPLE.resolve("MANIFEST.MF"))) {
            String[] entry = line.split(": ", 2);
            builder.manifest(entry[0], entry[1]);
        }
        Path java = EXAMPLE.resolve("src/main/java");
        for (Path source : files(java)) {
            String name = java.relativize(source).toString().replace('/', '.');
            builder.source(name.substring(0, name.length() - ".java".length()), Files.readString(source));
        }
        Path resources = EXAMPLE.resolve("src/main/resources");
        for (Path resource : files(resources)) {
            builder.entry(resources.relativize(resource).toString(), Files.readAllBytes(resource));
        }
        builder.jar(folder.resolve("hello-plugin.jar"));
    }

    private static Record optionsOf(Class<? extends Record> type, String greeting) {
        try {
            return type.getConstructor(String.class).newInstance(greeting);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> codeBlocks(List<String> lines, Set<String> languages) {
        List<String> code = new ArrayList<>();
        boolean inside = false;
        boolean wanted = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                inside = !inside;
                wanted = inside && languages.contains(line.substring(3));
            } else if (wanted) {
                code.add(line);
            }
        }
        return code;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !folder.relativize(file).startsWith("target"))
                    .sorted()
                    .toList();
        }
    }
}
