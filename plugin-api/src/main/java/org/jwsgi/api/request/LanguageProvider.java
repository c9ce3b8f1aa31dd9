package org.jwsgi.api.request;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.Provider;

/** A language or interface that runs applications. Its {@link #name()} is what {@code --plugins-list} shows. */
public interface LanguageProvider extends Provider {
    /** Returns the modifier1 that selects this language in a request, 0 to 255. */
    int modifier1();

    /** Returns the names of the options that name an app of this language, such as {@code jwsgi}. */
    List<String> appOptions();

    /** Creates the language's runtime. Runs in: WORKER, on the main thread, before any connection is accepted. */
    Language create(PluginContext context);
}
