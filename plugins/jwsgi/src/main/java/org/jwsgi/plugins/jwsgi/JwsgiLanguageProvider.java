package org.jwsgi.plugins.jwsgi;

import java.util.List;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LanguageProvider;

/** Provides the JWSGI interface under uWSGI's number for it: modifier1 8, modifier2 0. */
public final class JwsgiLanguageProvider implements LanguageProvider {
    static final int MODIFIER1 = 8;
    static final int MODIFIER2 = 0;

    /** Creates the provider. Called by the plugin host through {@code META-INF/services}. */
    public JwsgiLanguageProvider() {}

    @Override
    public String name() {
        return "jwsgi";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(JwsgiOptions.class);
    }

    @Override
    public int modifier1() {
        return MODIFIER1;
    }

    @Override
    public List<String> appOptions() {
        return List.of("jwsgi");
    }

    @Override
    public Language create(PluginContext context) {
        return new JwsgiLanguage(context);
    }
}
