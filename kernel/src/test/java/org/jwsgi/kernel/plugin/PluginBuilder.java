package org.jwsgi.kernel.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes real plugins from sources: compiles them and packs them as a jar, a folder or a zip. */
final class PluginBuilder {
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Map<String, StringBuilder> services = new TreeMap<>();

    private PluginBuilder() {}

    /** Begins a plugin with the manifest entries that every plugin needs. */
    static PluginBuilder plugin(String id, String version) {
        return new PluginBuilder()
                .manifest("Plugin-Id", id)
                .manifest("Plugin-Version", version)
                .manifest("Plugin-Requires", ">=0.1.0 & <1.0.0");
    }

    /** Begins a plugin with one language, whose class is {@code PACKAGE.Provider}. */
    static PluginBuilder language(String id, String packageName, int modifier1) {
        return plugin(id, "1.2.3").languageClass(packageName + ".Provider", id, modifier1, "");
    }

    PluginBuilder manifest(String name, String value) {
        manifest.put(name, value);
        return this;
    }

    PluginBuilder withoutManifestEntry(String name) {
        manifest.remove(name);
        return this;
    }

    PluginBuilder source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    PluginBuilder entry(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    PluginBuilder service(Class<?> type, String className) {
        return service(type.getName(), className);
    }

    PluginBuilder service(String type, String className) {
        services.computeIfAbsent("META-INF/services/" + type, _ -> new StringBuilder("# made by a test\n"))
                .append(className)
                .append('\n');
        return this;
    }

    /** Adds a language; {@code members} is Java text for its class. */
    PluginBuilder languageClass(String className, String name, int modifier1, String members) {
        int dot = className.lastIndexOf('.');
        return service("org.jwsgi.api.request.LanguageProvider", className).source(className, """
                package %s;
                import java.util.*;
                import org.jwsgi.api.*;
                import org.jwsgi.api.option.*;
                import org.jwsgi.api.request.*;
                public class %s implements LanguageProvider {
                    public String name() { return "%s"; }
                    public int modifier1() { return %d; }
                    public List<String> appOptions() { return List.of(); }
                    public Language create(PluginContext context) {
                        throw new UnsupportedOperationException();
                    }
                    %s
                }
                """.formatted(
                        className.substring(0, dot), className.substring(dot + 1), name, modifier1, members));
    }

    /** Adds an option record {@code PACKAGE.Options} with one text option, and says how a provider names it. */
    PluginBuilder optionRecord(String packageName, String option) {
        return source(packageName + ".Options", """
                package %s;
                import java.util.Optional;
                import org.jwsgi.api.option.*;
                @OptionGroup("Test")
                public record Options(@Option(name = "%s", help = "a text") Optional<String> text) {}
                """.formatted(packageName, option));
    }

    /** The members with which a provider names {@link #optionRecord}. */
    static final String NAMES_OPTIONS =
            "public List<Class<? extends Record>> options() { return List.of(Options.class); }";

    Path jar(Path file) throws IOException {
        Map<String, byte[]> content = contents();
        try (OutputStream out = Files.newOutputStream(file)) {
            zip(content, out);
        }
        return file;
    }

    /** Writes {@code FOLDER/classes}. */
    Path classesFolder(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> entry : contents().entrySet()) {
            Path file = folder.resolve("classes").resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return folder;
    }

    /** Writes {@code FOLDER/lib/plugin.jar}. */
    Path libFolder(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        jar(folder.resolve("lib/plugin.jar"));
        return folder;
    }

    /** Writes a zip whose entry {@code PREFIXlib/plugin.jar} is the plugin, with other entries beside it. */
    Path zippedLib(Path file, String prefix, Map<String, byte[]> others) throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        zip(contents(), jar);
        Map<String, byte[]> content = new LinkedHashMap<>(others);
        content.put(prefix + "lib/plugin.jar", jar.toByteArray());
        try (OutputStream out = Files.newOutputStream(file)) {
            zip(content, out);
        }
        return file;
    }

    private Map<String, byte[]> contents() {
        Map<String, byte[]> content = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder("Manifest-Version: 1.0\n");
        manifest.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        content.put("META-INF/MANIFEST.MF", text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        services.forEach((name, lines) -> content.put(name, lines.toString().getBytes(StandardCharsets.UTF_8)));
        content.putAll(compile(sources));
        content.putAll(entries);
        return content;
    }

    static void zip(Map<String, byte[]> content, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> entry : content.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
        }
        zip.finish();
    }

    /** Compiles sources against the class path of the tests; keys of the result are paths in a jar. */
    static Map<String, byte[]> compile(Map<String, String> sources) {
        Map<String, ByteArrayOutputStream> classes = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        if (units.isEmpty()) {
            return Map.of();
        }
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null)) {
            JavaFileManager files = new ForwardingJavaFileManager<JavaFileManager>(standard) {
                @Override
                public JavaFileObject getJavaFileForOutput(
                        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                    return new Compiled(name, classes);
                }
            };
            boolean compiled = compiler.getTask(messages, files, null, List.of("-proc:none"), null, units)
                    .call();
            if (!compiled) {
                throw new IllegalStateException(messages.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> result = new TreeMap<>();
        classes.forEach((name, bytes) -> result.put(name.replace('.', '/') + ".class", bytes.toByteArray()));
        return result;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends SimpleJavaFileObject {
        private final String name;
        private final Map<String, ByteArrayOutputStream> classes;

        Compiled(String name, Map<String, ByteArrayOutputStream> classes) {
            super(URI.create("bytes:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
            this.name = name;
            this.classes = classes;
        }

        @Override
        public OutputStream openOutputStream() {
            return classes.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
        }
    }
}
