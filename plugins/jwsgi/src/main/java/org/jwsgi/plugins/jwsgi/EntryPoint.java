package org.jwsgi.plugins.jwsgi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.AppLoadException;

/**
 * Finds the method that answers requests: {@code Object[] application(HashMap)}, static if there is one, else on one new
 * object of the class. As in uWSGI, methods, constructors and classes need not be public. Beyond uWSGI the parameter may
 * be any supertype of HashMap.
 */
final class EntryPoint {
    private static final MethodType SHAPE = MethodType.methodType(Object[].class, HashMap.class);

    private EntryPoint() {}

    /** Tells whether a class has a method of this name that could answer requests. */
    static boolean exists(Class<?> type, String name) {
        return find(type, name) != null;
    }

    /**
     * Returns the method that answers requests, ready to be called as {@code (HashMap)Object[]}.
     *
     * @param text the argument that names the application, for messages
     * @throws AppLoadException when there is none or no object can be made to call it on
     */
    static MethodHandle of(String text, Class<?> type, String name) {
        Method method = find(type, name);
        if (method == null) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": class " + type.getName() + " has no method Object[] " + name
                            + "(HashMap); " + candidates(type, name),
                    null);
        }
        try {
            method.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            if (!Modifier.isStatic(method.getModifiers())) {
                handle = handle.bindTo(instance(text, type));
            }
            return handle.asFixedArity().asType(SHAPE);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            throw new AppLoadException("cannot load \"" + text + "\": " + e.getMessage(), e);
        }
    }

    private static Object instance(String text, Class<?> type) throws IllegalAccessException {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": the method is not static and class " + type.getName()
                            + " has no constructor without parameters",
                    null);
        } catch (InstantiationException e) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": the method is not static and class " + type.getName()
                            + " is abstract",
                    null);
        } catch (InvocationTargetException e) {
            throw new AppLoadException(
                    "cannot load \"" + text + "\": the constructor of " + type.getName() + " failed", e.getCause());
        }
    }

    /** Returns the best method of this name, or null: static before not, HashMap before its supertypes, own first. */
    private static @Nullable Method find(Class<?> type, String name) {
        Method best = null;
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Method method : owner.getDeclaredMethods()) {
                if (method.getName().equals(name) && fits(method) && (best == null || rank(method) > rank(best))) {
                    best = method;
                }
            }
        }
        if (best == null) {
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name) && fits(method) && !Modifier.isAbstract(method.getModifiers())) {
                    return method;
                }
            }
        }
        return best;
    }

    private static boolean fits(Method method) {
        return method.getParameterCount() == 1
                && method.getParameterTypes()[0].isAssignableFrom(HashMap.class)
                && Object[].class.isAssignableFrom(method.getReturnType())
                && !method.isBridge();
    }

    private static int rank(Method method) {
        int rank = Modifier.isStatic(method.getModifiers()) ? 2 : 0;
        return method.getParameterTypes()[0] == HashMap.class ? rank + 1 : rank;
    }

    /** Describes what a class has instead of the wanted method. */
    private static String candidates(Class<?> type, String name) {
        Map<String, String> fitting = new TreeMap<>();
        Map<String, String> sameName = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.isSynthetic()) {
                continue;
            }
            if (fits(method)) {
                fitting.put(method.getName(), describe(method));
            } else if (method.getName().equals(name)) {
                sameName.put(describe(method), describe(method));
            }
        }
        if (!sameName.isEmpty()) {
            return "found " + String.join(", ", sameName.values());
        }
        return fitting.isEmpty()
                ? "it has no method that could be one"
                : "it has " + String.join(", ", fitting.values()) + "; write Class:method to use another name";
    }

    private static String describe(Method method) {
        String[] parameters = new String[method.getParameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = method.getParameterTypes()[i].getSimpleName();
        }
        return method.getReturnType().getSimpleName() + " " + method.getName() + "(" + String.join(", ", parameters)
                + ")";
    }
}
