package org.jwsgi.kernel.plugin;

import java.util.function.Function;
import org.jwsgi.kernel.JwsgiException;

/** The boundary between kernel and plugins: sets the scope and turns what a plugin throws into a {@link PluginException}. */
public final class PluginCalls {
    private static final String API = "org.jwsgi.api.";

    private PluginCalls() {}

    /**
     * Calls an object of a plugin.
     *
     * @param pluginId the plugin
     * @param target an object whose class comes from the plugin
     * @param what what the call does, for the message, such as {@code start service "stats"}
     * @throws PluginException when the plugin fails; exceptions of the API pass
     */
    public static <S extends Object, T> T call(
            String pluginId, S target, String what, Function<? super S, ? extends T> call) {
        try (var _ = PluginScope.of(target)) {
            return call.apply(target);
        } catch (JwsgiException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e.getClass().getName().startsWith(API)) {
                throw e;
            }
            throw failure(pluginId, what, e);
        } catch (LinkageError | AssertionError e) {
            throw failure(pluginId, what, e);
        }
    }

    private static PluginException failure(String pluginId, String what, Throwable thrown) {
        return new PluginException(pluginId, "cannot " + what + ": " + BrokenPluginException.describe(thrown), thrown);
    }
}
