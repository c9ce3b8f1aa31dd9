package org.jwsgi.plugins.jwsgi;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.FakePluginContext;

/** Makes applications for tests: sources, compiled folders and jars, and a language that can load them. */
final class TestApps {
    private final Path folder;

    TestApps(Path folder) {
        this.folder = folder;
    }

    /** Writes a source file. */
    Path source(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles sources into a folder, as an operator does with javac and without knowing this plugin's class path. */
    Path compiled(String target, Path... sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = folder.resolve(target);
        List<String> arguments = new ArrayList<>(
                List.of("-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        for (Path source : sources) {
            arguments.add(source.toString());
        }
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("the test's sources have errors");
        }
        return classes;
    }

    /** Packs a folder into a jar, with at most one manifest entry. */
    Path jar(String name, Path classes, @Nullable String attribute, String value) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (attribute != null) {
            manifest.getMainAttributes().putValue(attribute, value);
        }
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path entry : tree.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
                Files.copy(entry, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    /** Options that name an app and a class path, nothing else. */
    static JwsgiOptions options(@Nullable Object app, Object... classPath) {
        List<String> path = Stream.of(classPath).map(Object::toString).toList();
        return new JwsgiOptions(Optional.ofNullable(app).map(Object::toString), path, List.of(), List.of());
    }

    /** The provider's language for these options. */
    static JwsgiLanguage language(FakePluginContext context) {
        return (JwsgiLanguage) new JwsgiLanguageProvider().create(context);
    }

    /** The provider's language for these options. */
    static JwsgiLanguage language(JwsgiOptions options) {
        return language(new FakePluginContext(options));
    }
}
