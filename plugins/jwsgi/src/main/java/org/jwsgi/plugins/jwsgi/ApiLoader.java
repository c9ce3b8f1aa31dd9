package org.jwsgi.plugins.jwsgi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parent of every application's class loader: the JDK and the class {@code uwsgi}, nothing else. The kernel, its
 * libraries and the plugins stay invisible, so an application may bring its own version of any library.
 */
final class ApiLoader extends ClassLoader {
    /** The classes that applications share with the plugin. */
    static final Set<String> SHARED = Set.of("uwsgi", "uwsgi$RequestBody", "uwsgi$SignalHandler", "uwsgi$RpcFunction");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader plugin;
    private volatile @Nullable List<Module> toolModules;

    ApiLoader(ClassLoader plugin) {
        super("jwsgi-api", getPlatformClassLoader());
        this.plugin = plugin;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SHARED.contains(name)) {
            return plugin.loadClass(name);
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            String packageName = name.substring(0, dot);
            for (Module module : toolModules()) {
                if (module.isExported(packageName)) {
                    return getSystemClassLoader().loadClass(name);
                }
            }
        }
        throw new ClassNotFoundException(name);
    }

    /** Returns the JDK's modules that the platform loader does not have, such as jdk.compiler. */
    private List<Module> toolModules() {
        List<Module> modules = toolModules;
        if (modules == null) {
            modules = new ArrayList<>();
            for (Module module : ModuleLayer.boot().modules()) {
                if (module.getClassLoader() == getSystemClassLoader()) {
                    modules.add(module);
                }
            }
            toolModules = modules;
        }
        return modules;
    }
}
