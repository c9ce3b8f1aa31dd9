package org.jwsgi.plugins.jwsgi;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LoadedApp;
import org.jwsgi.plugins.jwsgi.AppReference.ClassApp;
import org.jwsgi.plugins.jwsgi.AppReference.JarApp;
import org.jwsgi.plugins.jwsgi.AppReference.SourceApp;
import org.slf4j.Logger;

/**
 * Loads Java applications. Runs in: WORKER. Loading is serialised, because a request may name an app that is not loaded
 * yet; the loaded apps themselves share no lock.
 *
 * <p>Each app has a class loader of its own. With {@code single-interpreter} all share one, as they do in uWSGI. The
 * classes of {@code jvm-main-class} and {@code jvm-class} live in the loader of the app that the option {@code jwsgi}
 * names.
 */
final class JwsgiLanguage implements Language {
    /** The manifest entry that names a jar's app as {@code Class[:method]}. */
    private static final String APPLICATION_ATTRIBUTE = "JWSGI-Application";

    private final PluginContext context;
    private final Logger log;
    private final JwsgiOptions options;
    private final ClassPath classPath;
    private final boolean singleInterpreter;
    private final ApiLoader api = new ApiLoader(JwsgiLanguage.class.getClassLoader());
    private final UwsgiBridge bridge = UwsgiBridge.load();
    private final VariableNames names = new VariableNames();
    private final List<AppClassLoader> loaders = new ArrayList<>();
    private @Nullable AppClassLoader shared;

    JwsgiLanguage(PluginContext context) {
        this.context = context;
        this.log = context.log();
        this.options = context.options(JwsgiOptions.class);
        this.classPath = new ClassPath(ClassPath.currentDirectory(), options.classPath());
        this.singleInterpreter = isOn(context.instance().options().getOrDefault("single-interpreter", List.of()));
        bridge.bind(new WorkerFunctions(context));
    }

    @Override
    public synchronized List<LoadedApp> loadApps() {
        log.info(
                "JVM {} initialized (worker: {} pid: {})",
                Runtime.version(),
                context.workerId(),
                ProcessHandle.current().pid());
        for (Path path : classPath.missing()) {
            log.warn("class path entry {} does not exist (jvm-classpath)", path);
        }
        if (options.app().isEmpty()) {
            if (!options.mainClasses().isEmpty() || !options.classes().isEmpty()) {
                runClasses(loaderFor("jvm", List.of()));
            }
            return List.of();
        }
        return List.of(load("", AppReference.parse(options.app().get()), true));
    }

    @Override
    public synchronized Optional<LoadedApp> mount(String mountpoint, String app) {
        if (app.isBlank() || app.startsWith(":") || app.endsWith(":")) {
            return Optional.empty();
        }
        AppReference reference = AppReference.parse(app);
        if (reference instanceof ClassApp classApp && !onClassPath(classApp.className())) {
            return Optional.empty();
        }
        return Optional.of(load(mountpoint, reference, false));
    }

    @Override
    public synchronized void close() {
        for (AppClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                log.debug("cannot close a class loader", e);
            }
        }
        loaders.clear();
    }

    private LoadedApp load(String mountpoint, AppReference reference, boolean first) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            MethodHandle method = switch (reference) {
                case ClassApp app -> {
                    AppClassLoader loader = begin(loaderFor(app.text(), List.of()), first);
                    yield EntryPoint.of(app.text(), loadClass(loader, app.text(), app.className()), app.method());
                }
                case JarApp app -> {
                    Path jar = classPath.resolve(app.file());
                    ClassApp inside = app.className() == null
                            ? fromManifest(app, jar)
                            : new ClassApp(app.text(), app.className(), app.method());
                    AppClassLoader loader = begin(loaderFor(app.text(), List.of(existing(app, jar))), first);
                    yield EntryPoint.of(app.text(), loadClass(loader, app.text(), inside.className()), inside.method());
                }
                case SourceApp app -> loadSource(app, first);
            };
            ClassLoader loader = thread.getContextClassLoader();
            log.info("JWSGI app \"{}\" loaded", reference.text());
            return new LoadedApp(mountpoint, reference.text(), new JwsgiHandler(method, loader, names, bridge));
        } catch (LinkageError e) {
            // A class that is there, but not everything that its methods mention.
            throw new AppLoadException("cannot load \"" + reference.text() + "\": " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private MethodHandle loadSource(SourceApp app, boolean first) {
        Path file = classPath.resolve(app.file());
        SourceCompiler.Output output = new SourceCompiler(log, classPath.entries()).compile(file);
        AppClassLoader loader = loaderFor(app.text(), List.of());
        loader.addClasses(output.classes(), file);
        begin(loader, first);
        Class<?> firstClass = null;
        for (String name : output.topLevel()) {
            Class<?> type = loadClass(loader, app.text(), name);
            if (EntryPoint.exists(type, app.method())) {
                return EntryPoint.of(app.text(), type, app.method());
            }
            firstClass = firstClass == null ? type : firstClass;
        }
        if (firstClass == null) {
            throw new AppLoadException("cannot load \"" + app.text() + "\": it declares no class", null);
        }
        return EntryPoint.of(app.text(), firstClass, app.method());
    }

    /** Makes a loader the thread's own and, for the first app, runs what has to run before it. */
    private AppClassLoader begin(AppClassLoader loader, boolean first) {
        Thread.currentThread().setContextClassLoader(loader);
        if (first) {
            runClasses(loader);
        }
        return loader;
    }

    private AppClassLoader loaderFor(String name, List<Path> jars) {
        AppClassLoader existing = shared;
        if (singleInterpreter && existing != null) {
            jars.forEach(existing::addPath);
            return existing;
        }
        List<Path> path = new ArrayList<>(jars);
        path.addAll(classPath.entries());
        AppClassLoader loader = new AppClassLoader(name, path, api);
        loaders.add(loader);
        if (singleInterpreter) {
            shared = loader;
        }
        return loader;
    }

    /** Tells whether a flag is on; it is off only when its last value says so, in uWSGI's words. */
    private static boolean isOn(List<String> values) {
        if (values.isEmpty()) {
            return false;
        }
        return switch (values.getLast().toLowerCase(Locale.ROOT)) {
            case "false", "off", "no", "0" -> false;
            default -> true;
        };
    }

    private void runClasses(AppClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            for (String name : options.mainClasses()) {
                runMain(loadClass(loader, name, name.replace('/', '.')), name);
            }
            for (String name : options.classes()) {
                try {
                    loadClass(loader, name, name.replace('/', '.'));
                } catch (AppLoadException e) {
                    log.warn("{} (jvm-class)", e.getMessage(), e.getCause());
                }
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void runMain(Class<?> type, String name) {
        try {
            Method withArguments = mainOf(type, String[].class);
            Method without = withArguments == null ? mainOf(type) : null;
            if (withArguments != null) {
                withArguments.invoke(null, (Object) new String[0]);
            } else if (without != null) {
                without.invoke(null);
            } else {
                throw new AppLoadException("unable to find main() method in class \"" + name + "\"", null);
            }
        } catch (InvocationTargetException e) {
            throw new AppLoadException("main() of class \"" + name + "\" failed (jvm-main-class)", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AppLoadException("unable to call main() of class \"" + name + "\"", e);
        }
    }

    private static @Nullable Method mainOf(Class<?> type, Class<?>... parameters) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            try {
                Method method = owner.getDeclaredMethod("main", parameters);
                if (Modifier.isStatic(method.getModifiers())) {
                    method.setAccessible(true);
                    return method;
                }
            } catch (NoSuchMethodException e) {
                // Perhaps a superclass has it.
            }
        }
        return null;
    }

    private Class<?> loadClass(AppClassLoader loader, String text, String className) {
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": class " + className + " not found in class path "
                            + loader.describePath(),
                    null);
        } catch (ExceptionInInitializerError e) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": the static initializer of " + className + " failed", e.getCause());
        } catch (LinkageError e) {
            throw new AppLoadException("cannot load \"" + text + "\": " + e, e);
        }
    }

    private boolean onClassPath(String className) {
        String file = className.replace('.', '/') + ".class";
        try (AppClassLoader probe = new AppClassLoader("probe", classPath.entries(), api)) {
            return probe.findResource(file) != null;
        } catch (IOException e) {
            log.debug("cannot close a class loader", e);
            return false;
        }
    }

    private static ClassApp fromManifest(JarApp app, Path jar) {
        try (JarFile file = new JarFile(existing(app, jar).toFile())) {
            Manifest manifest = file.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String named = attributes.getValue(APPLICATION_ATTRIBUTE);
            if (named == null) {
                named = attributes.getValue(Attributes.Name.MAIN_CLASS);
            }
            if (named == null) {
                throw new AppLoadException(
                        "cannot load \"" + app.text() + "\": its manifest has neither " + APPLICATION_ATTRIBUTE
                                + " nor Main-Class; write " + app.text() + ":Class",
                        null);
            }
            return AppReference.classApp(app.text(), named.strip());
        } catch (IOException e) {
            throw new AppLoadException("cannot read " + jar + ": " + ClassPath.reason(e), null);
        }
    }

    private static Path existing(JarApp app, Path jar) {
        if (!Files.isReadable(jar)) {
            throw new AppLoadException(
                    "cannot load \"" + app.text() + "\": " + jar
                            + (Files.exists(jar) ? " is not readable" : " does not exist"),
                    null);
        }
        return jar;
    }
}
