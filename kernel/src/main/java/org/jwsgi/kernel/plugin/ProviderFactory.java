package org.jwsgi.kernel.plugin;

import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.Provider;

/** Creates providers from their class names. Call it within a {@link PluginScope}. */
final class ProviderFactory {
    private ProviderFactory() {}

    /**
     * Creates a provider.
     *
     * @throws BrokenPluginException when the class cannot be loaded, is no provider of this kind, or its constructor
     *     fails
     */
    static Provider create(ProviderKind kind, String className, ClassLoader loader) throws BrokenPluginException {
        try {
            Class<?> type = Class.forName(className, true, loader);
            if (!kind.type().isAssignableFrom(type)) {
                throw new BrokenPluginException("provider " + className + " does not implement "
                        + kind.type().getName());
            }
            return (Provider) type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new BrokenPluginException("provider " + className + " is not there", e);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new BrokenPluginException(
                    "provider " + className + " must be a public class with a public constructor without parameters",
                    e);
        } catch (InvocationTargetException e) {
            throw cannotCreate(className, e.getCause(), e);
        } catch (LinkageError | AssertionError e) {
            throw cannotCreate(className, e, e);
        }
    }

    private static BrokenPluginException cannotCreate(String className, @Nullable Throwable cause, Throwable e) {
        Throwable root = cause == null ? e : cause;
        if (root instanceof ExceptionInInitializerError error && error.getCause() != null) {
            root = error.getCause();
        }
        return new BrokenPluginException(
                "provider " + className + " cannot be created: " + BrokenPluginException.describe(root), root);
    }
}
