package org.jwsgi.plugins.jwsgi;

import java.io.InputStream;
import org.jwsgi.api.request.RequestBody;

/**
 * Reaches the class {@code uwsgi} in the unnamed package, which source code in a named package cannot mention. It is
 * public only because its implementation lives there; applications cannot see it.
 */
public interface UwsgiBridge {
    /** Gives the class its functions. Once per worker, before any application is loaded. */
    void bind(ServerFunctions functions);

    /** Returns the {@code jwsgi.input} object for a request. */
    InputStream input(RequestBody body);

    /** Returns the bridge of the {@code uwsgi} class in this plugin. */
    static UwsgiBridge load() {
        try {
            var constructor = Class.forName("uwsgi$Bridge", true, UwsgiBridge.class.getClassLoader())
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            return (UwsgiBridge) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the jwsgi plugin is incomplete: it has no class uwsgi", e);
        }
    }
}
