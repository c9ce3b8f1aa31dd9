package org.jwsgi.kernel.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the class files of classes, most of which are in one jar.
 *
 * <p>Asking a class for its own resource asks all its class loaders and makes a URL and a connection for each, some 0.5 ms in
 * a fresh JVM; the kernel alone has 20 records of options. The jar is one that the class loader has open, so opening it
 * again reads nothing. Runs in every process; one thread, which closes it.
 */
final class ClassFiles implements AutoCloseable {
    private @Nullable CodeSource source;
    private @Nullable ZipFile jar;

    /**
     * Returns the content of a class file.
     *
     * @throws IllegalStateException when it cannot be found
     */
    byte[] of(Class<?> type) {
        try {
            ZipFile opened = jarOf(type);
            ZipEntry entry = opened == null
                    ? null
                    : opened.getEntry(type.getName().replace('.', '/').concat(".class"));
            try (InputStream in = opened == null || entry == null ? resource(type) : opened.getInputStream(entry)) {
                if (in == null) {
                    throw new IllegalStateException("the class file of " + type.getName() + " cannot be found");
                }
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the class file of " + type.getName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        source = null;
        if (jar instanceof ZipFile opened) {
            jar = null;
            try {
                opened.close();
            } catch (IOException e) {
                throw new IllegalStateException("cannot close " + opened.getName() + ": " + e.getMessage(), e);
            }
        }
    }

    private static @Nullable InputStream resource(Class<?> type) {
        String name = type.getName();
        return type.getResourceAsStream(
                name.substring(name.lastIndexOf('.') + 1).concat(".class"));
    }

    /** Returns the jar that a class is from, or null when it is from something else. */
    private @Nullable ZipFile jarOf(Class<?> type) throws IOException {
        CodeSource now = type.getProtectionDomain().getCodeSource();
        if (now == null || now != source) {
            close();
            source = now;
            String location = now == null || now.getLocation() == null
                    ? ""
                    : now.getLocation().toString();
            if (location.startsWith("file:") && location.endsWith(".jar")) {
                try {
                    jar = new ZipFile(new File(new URI(location)));
                } catch (URISyntaxException | IllegalArgumentException e) {
                    jar = null; // a location that is no path: the class loader understands it
                }
            }
        }
        return jar;
    }
}
