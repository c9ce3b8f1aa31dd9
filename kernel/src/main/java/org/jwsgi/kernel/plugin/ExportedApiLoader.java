package org.jwsgi.kernel.plugin;

import java.util.List;

/**
 * What a plugin sees of the world: the JDK, and of the kernel's class path only the API and the libraries that appear
 * in the API's signatures. Kernel classes and the kernel's libraries stay invisible, so a plugin may bring any version
 * of a library of its own.
 */
final class ExportedApiLoader extends ClassLoader {
    private static final List<String> EXPORTED = List.of("org.jwsgi.api.", "org.pf4j.", "org.slf4j.", "org.jspecify.");

    private final ClassLoader kernel;

    ExportedApiLoader(ClassLoader kernel) {
        super("jwsgi-api", ClassLoader.getPlatformClassLoader());
        this.kernel = kernel;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (String prefix : EXPORTED) {
            if (name.startsWith(prefix)) {
                return kernel.loadClass(name);
            }
        }
        throw new ClassNotFoundException(name);
    }
}
