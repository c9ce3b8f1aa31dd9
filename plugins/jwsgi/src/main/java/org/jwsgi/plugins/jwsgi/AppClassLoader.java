package org.jwsgi.plugins.jwsgi;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.AppLoadException;

/** Loads the classes of one application, or of all of them with {@code single-interpreter}. Parent first. */
final class AppClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** A class that was compiled from source, until it is loaded and after. */
    private record Compiled(byte[] bytes, Path source) {}

    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    /**
     * Creates a loader.
     *
     * @param name how stack traces name it
     * @param classPath folders and jars, absolute
     * @param parent the loader that is asked first
     */
    AppClassLoader(String name, List<Path> classPath, ClassLoader parent) {
        super(name, urls(classPath), parent);
    }

    /** Returns the class path as {@code java -cp} would take it, for messages. */
    String describePath() {
        StringBuilder path = new StringBuilder();
        for (URL url : getURLs()) {
            path.append(path.isEmpty() ? "\"" : ":").append(url.getPath());
        }
        return path.append('"').toString();
    }

    /** Appends a jar or folder to the class path. */
    void addPath(Path path) {
        addURL(url(path));
    }

    /**
     * Adds compiled classes.
     *
     * @param classes class files by binary name
     * @param source the file they come from
     * @throws AppLoadException when another source file has already defined one of them
     */
    void addClasses(Map<String, byte[]> classes, Path source) {
        classes.forEach((name, bytes) -> {
            Compiled other = compiled.putIfAbsent(name, new Compiled(bytes, source));
            if (other != null && !other.source().equals(source)) {
                throw new AppLoadException(
                        "cannot load " + source + ": " + other.source() + " defines the class " + name
                                + ", too, and with single-interpreter both share one class loader",
                        null);
            }
        });
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        Compiled source = compiled.get(name);
        if (source == null) {
            return super.findClass(name);
        }
        CodeSource origin = new CodeSource(url(source.source()), (Certificate @Nullable []) null);
        return defineClass(name, source.bytes(), 0, source.bytes().length, origin);
    }

    private static URL[] urls(List<Path> classPath) {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = url(classPath.get(i));
        }
        return urls;
    }

    private static URL url(Path path) {
        try {
            String uri = path.toUri().toString();
            // A folder's URL ends in a slash, even when the folder is made later.
            boolean folder = !uri.endsWith("/") && !Files.exists(path) && !uri.endsWith(".jar");
            return URI.create(folder ? uri + "/" : uri).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a path makes no URL: " + path, e);
        }
    }
}
