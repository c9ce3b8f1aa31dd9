package org.jwsgi.kernel.config;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.config.ConfigLine;

/** One load of a configuration in a folder of its own. */
final class Loading {
    final Path directory;
    final Map<String, String> environment = new LinkedHashMap<>();
    final FakePlugins plugins = new FakePlugins()
            .with(new LineFormat())
            .with("cache", List.of(CheckedOptions.class))
            .withBroken("rotten", "its manifest names no version", List.of());
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] in = new byte[0];
    private Path binary;

    Loading(Path directory) {
        this.directory = directory;
        this.binary = directory.resolve("bin/jwsgi");
    }

    Loading file(String name, String contents) {
        return file(name, contents.getBytes(StandardCharsets.UTF_8));
    }

    Loading file(String name, byte[] contents) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, contents);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Loading env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Loading in(String contents) {
        in = contents.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Loading binary(Path file) {
        binary = file;
        return this;
    }

    LoadResult load(String... arguments) {
        Surroundings surroundings = new Surroundings(
                directory,
                environment,
                new ByteArrayInputStream(in),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                binary,
                "0.1.0");
        return new ConfigLoader(surroundings, plugins, List.of(ServerOptions.class)).load(List.of(arguments));
    }

    /** Loads what must be a configuration to run. */
    Configuration configuration(String... arguments) {
        return switch (load(arguments)) {
            case LoadResult.Ready(Configuration configuration) -> configuration;
            case LoadResult.Ended ended -> throw new AssertionError("ended: " + ended);
            case LoadResult.Signal signal -> throw new AssertionError("signals: " + signal);
        };
    }

    ServerOptions options(String... arguments) {
        return configuration(arguments).bind(ServerOptions.class);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Loads and returns everything that came of it as lines. */
    List<String> outcome(String... arguments) {
        List<String> outcome = new ArrayList<>();
        try {
            switch (load(arguments)) {
                case LoadResult.Ready(Configuration configuration) -> {
                    for (ConfigLine line : configuration.lines()) {
                        outcome.add(line.value() == null ? line.key() : (line.key() + " = " + line.value()).strip());
                    }
                    configuration.warnings().forEach(warning -> outcome.add("warning: " + warning));
                }
                case LoadResult.Ended(int code, var fallback) -> {
                    outcome.add("exit: " + code);
                    fallback.ifPresent(file -> outcome.add("fallback: " + file));
                }
                case LoadResult.Signal(String pidfile, int signal) ->
                    outcome.add("signal: " + signal + " to " + pidfile);
            }
        } catch (ConfigException e) {
            e.problems().forEach(problem -> outcome.add("error: " + problem));
            e.fallback().ifPresent(file -> outcome.add("fallback: " + file));
        }
        out().lines().forEach(line -> outcome.add("out: " + line));
        return outcome;
    }
}
