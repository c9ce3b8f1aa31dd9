package org.jwsgi.plugins.jwsgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.AppLoadException;
import org.slf4j.Logger;

/**
 * Compiles a source file in memory with the JDK's compiler. Runs in: WORKER, while apps are loaded. Source files next to
 * it (in its package's folder tree) are compiled along when it uses their classes; nothing is written to disk.
 */
final class SourceCompiler {
    /** Debug information, no annotation processors, other sources along, no notes about unchecked casts. */
    private static final List<String> COMPILER_OPTIONS =
            List.of("-g", "-parameters", "-proc:none", "-implicit:class", "-XDsuppressNotes");

    private final Logger log;
    private final List<Path> classPath;

    /**
     * What came of a source file.
     *
     * @param classes class files by binary name
     * @param topLevel names of the top-level classes of the file itself: the one named as the file first, then as in
     *     the source
     */
    record Output(Map<String, byte[]> classes, List<String> topLevel) {}

    /**
     * Creates a compiler.
     *
     * @param log takes the compiler's messages
     * @param classPath where the classes are that the source uses
     */
    SourceCompiler(Logger log, List<Path> classPath) {
        this.log = log;
        this.classPath = classPath;
    }

    /**
     * Compiles a source file.
     *
     * @throws AppLoadException when it cannot be read or has errors; the compiler's messages are in the log then
     */
    Output compile(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new AppLoadException(
                    "cannot compile " + file + ": this Java runtime has no compiler; run jwsgi with a JDK", null);
        }
        Source source = new Source(file, read(file));
        // A writer, not a listener, gets the messages in the form that javac prints.
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager disk = compiler.getStandardFileManager(null, null, UTF_8);
                MemoryFiles files = new MemoryFiles(disk, source)) {
            disk.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            disk.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(sourceRoot(source)));
            boolean good = compiler.getTask(messages, files, null, COMPILER_OPTIONS, null, List.of(source))
                    .call();
            String text = messages.toString().strip();
            if (!good) {
                log.error("{}", text);
                String count = text.substring(text.lastIndexOf('\n') + 1);
                throw new AppLoadException("cannot compile " + file + ": " + count, null);
            }
            if (!text.isEmpty()) {
                log.warn("{}", text);
            }
            return new Output(files.classes(), files.topLevel());
        } catch (IOException e) {
            throw new AppLoadException("cannot compile " + file + ": " + ClassPath.reason(e), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new AppLoadException("cannot read " + file + ": it is not UTF-8 text", null);
        } catch (IOException e) {
            throw new AppLoadException("cannot read " + file + ": " + ClassPath.reason(e), null);
        }
    }

    /** Returns the folder that the file's package begins in, or the file's own folder. */
    private static Path sourceRoot(Source source) {
        Path folder = source.file.toAbsolutePath().getParent();
        Path root = folder;
        String[] parts = PackageDeclaration.of(source.text).split("\\.", -1);
        for (int i = parts.length - 1; i >= 0 && !parts[0].isEmpty(); i--) {
            if (root == null
                    || root.getFileName() == null
                    || !root.getFileName().toString().equals(parts[i])) {
                root = folder;
                break;
            }
            root = root.getParent();
        }
        return root == null ? Path.of("/") : root;
    }

    /** The source file. Its public class may have any name, as when {@code java} runs a source file. */
    private static final class Source extends SimpleJavaFileObject {
        private final Path file;
        private final String text;

        Source(Path file, String text) {
            super(file.toUri(), Kind.SOURCE);
            this.file = file;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }

        @Override
        public String getName() {
            return file.toString();
        }

        String stem() {
            String name = String.valueOf(file.getFileName());
            return name.substring(0, name.length() - Kind.SOURCE.extension.length());
        }
    }

    /** A class file that the compiler writes. */
    private static final class ClassFile extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        ClassFile(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** One of the {@code uwsgi} classes, which are part of this plugin. */
    private static final class SharedClass extends SimpleJavaFileObject {
        private final String name;

        SharedClass(String name) {
            super(URI.create("memory:///" + name + Kind.CLASS.extension), Kind.CLASS);
            this.name = name;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            InputStream stream = SourceCompiler.class.getClassLoader().getResourceAsStream(name + ".class");
            if (stream == null) {
                throw new IOException("the jwsgi plugin is incomplete: it has no class " + name);
            }
            return stream;
        }
    }

    /** The compiler's files: disk, plus the {@code uwsgi} classes to read and memory to write. */
    private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
        private final Source source;
        private final Map<String, ClassFile> written = new LinkedHashMap<>();
        private final List<String> topLevel = new ArrayList<>();

        MemoryFiles(JavaFileManager disk, Source source) {
            super(disk);
            this.source = source;
        }

        @Override
        public Iterable<JavaFileObject> list(
                Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            Iterable<JavaFileObject> onDisk = super.list(location, packageName, kinds, recurse);
            if (location != StandardLocation.CLASS_PATH
                    || !packageName.isEmpty()
                    || !kinds.contains(JavaFileObject.Kind.CLASS)) {
                return onDisk;
            }
            List<JavaFileObject> all = new ArrayList<>();
            for (String name : ApiLoader.SHARED) {
                all.add(new SharedClass(name));
            }
            for (JavaFileObject file : onDisk) {
                // An uwsgi.jar on the class path is hidden, as it is when the app runs.
                if (!ApiLoader.SHARED.contains(super.inferBinaryName(location, file))) {
                    all.add(file);
                }
            }
            return all;
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof SharedClass shared ? shared.name : super.inferBinaryName(location, file);
        }

        @Override
        public boolean isSameFile(FileObject a, FileObject b) {
            return a instanceof SimpleJavaFileObject || b instanceof SimpleJavaFileObject
                    ? a.toUri().equals(b.toUri())
                    : super.isSameFile(a, b);
        }

        @Override
        public boolean contains(Location location, FileObject file) throws IOException {
            return !(file instanceof SimpleJavaFileObject) && super.contains(location, file);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            ClassFile file = new ClassFile(className);
            written.put(className, file);
            String simpleName = className.substring(className.lastIndexOf('.') + 1);
            if (source.equals(sibling) && simpleName.indexOf('$') < 0) {
                topLevel.add(simpleName.equals(source.stem()) ? 0 : topLevel.size(), className);
            }
            return file;
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new LinkedHashMap<>();
            written.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
            return classes;
        }

        List<String> topLevel() {
            return List.copyOf(topLevel);
        }
    }
}
