package org.jwsgi.kernel.plugin;

/**
 * Makes a plugin's class loader the thread's context class loader while a plugin runs, so that libraries which look
 * classes up by the context find the plugin's own.
 *
 * <pre>{@code
 * try (var _ = PluginScope.of(provider)) {
 *     provider.create(context);
 * }
 * }</pre>
 */
public final class PluginScope implements AutoCloseable {
    private final Thread thread;
    private final ClassLoader previous;

    private PluginScope(ClassLoader loader) {
        this.thread = Thread.currentThread();
        this.previous = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
    }

    /** Enters the plugin that a class loader belongs to. */
    static PluginScope enter(ClassLoader loader) {
        return new PluginScope(loader);
    }

    /** Enters the plugin that an object's class comes from. */
    public static PluginScope of(Object object) {
        return new PluginScope(object.getClass().getClassLoader());
    }

    /** Leaves the plugin. On the thread that entered it. */
    @Override
    public void close() {
        thread.setContextClassLoader(previous);
    }
}
