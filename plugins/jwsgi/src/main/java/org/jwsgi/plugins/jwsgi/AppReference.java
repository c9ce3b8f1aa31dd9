package org.jwsgi.plugins.jwsgi;

import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.AppLoadException;

/** Where an application is, as the argument of {@code jwsgi} and {@code mount} writes it. */
sealed interface AppReference {
    /** The method that is called when the argument names none. */
    String DEFAULT_METHOD = "application";

    /** Returns the argument as it was written. */
    String text();

    /** Returns the name of the method to call. */
    String method();

    /**
     * A class on the class path: {@code Class}, {@code pkg.Class} or, as uWSGI writes it, {@code pkg/Class}, each with
     * an optional {@code :method}.
     *
     * @param text the argument
     * @param className the class' binary name, with dots
     * @param method the method to call
     */
    record ClassApp(String text, String className, String method) implements AppReference {}

    /**
     * A jar: {@code FILE.jar}, {@code FILE.jar:Class} or {@code FILE.jar:Class:method}.
     *
     * @param text the argument
     * @param file the path of the jar
     * @param className the class' binary name, or null to take it from the manifest
     * @param method the method to call
     */
    record JarApp(String text, String file, @Nullable String className, String method) implements AppReference {}

    /**
     * A source file: {@code FILE.java} or {@code FILE.java:method}.
     *
     * @param text the argument
     * @param file the path of the source file
     * @param method the method to call
     */
    record SourceApp(String text, String file, String method) implements AppReference {}

    /**
     * Reads an argument.
     *
     * @throws AppLoadException when it has not the form of any application
     */
    static AppReference parse(String argument) {
        String text = argument.strip();
        int source = endOfFile(text, ".java");
        if (source > 0) {
            return new SourceApp(text, text.substring(0, source), methodAfter(text, source));
        }
        int jar = endOfFile(text, ".jar");
        if (jar > 0) {
            String rest = jar == text.length() ? "" : text.substring(jar + 1);
            ClassApp inside = rest.isEmpty() ? null : classApp(text, rest);
            return inside == null
                    ? new JarApp(text, text.substring(0, jar), null, DEFAULT_METHOD)
                    : new JarApp(text, text.substring(0, jar), inside.className(), inside.method());
        }
        return classApp(text, text);
    }

    /**
     * Reads {@code Class[:method]}.
     *
     * @param text the whole argument, for messages
     * @param part the part of it that names class and method
     * @throws AppLoadException when there is no class name
     */
    static ClassApp classApp(String text, String part) {
        int colon = part.indexOf(':');
        String className = colon < 0 ? part : part.substring(0, colon);
        if (className.isEmpty()) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": it names no class; expected Class[:method], FILE.java[:method] or "
                            + "FILE.jar[:Class[:method]]",
                    null);
        }
        return new ClassApp(text, className.replace('/', '.'), colon < 0 ? DEFAULT_METHOD : methodAfter(part, colon));
    }

    private static String methodAfter(String text, int colon) {
        String method = colon >= text.length() ? DEFAULT_METHOD : text.substring(colon + 1);
        if (method.isEmpty()) {
            throw new AppLoadException("cannot load \"" + text + "\": a method name is missing after the colon", null);
        }
        return method;
    }

    /** Returns where the file name ends in {@code FILE.ext} or {@code FILE.ext:rest}, or -1. */
    private static int endOfFile(String text, String extension) {
        if (text.endsWith(extension)) {
            return text.length();
        }
        int at = text.indexOf(extension + ":");
        return at < 0 ? -1 : at + extension.length();
    }
}
