package com.example.hello;

import java.util.List;
import java.util.Set;
import org.jwsgi.api.PluginContext;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LanguageProvider;

/** What jwsgi finds in this plugin: a request plugin called {@code hello} for requests with modifier1 250. */
public final class HelloProvider implements LanguageProvider {
    @Override
    public String name() {
        return "hello";
    }

    @Override
    public int modifier1() {
        return 250;
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(HelloOptions.class);
    }

    @Override
    public List<String> appOptions() {
        return List.of();
    }

    @Override
    public Set<ProcessRole> roles() {
        return Set.of(ProcessRole.WORKER);
    }

    @Override
    public Language create(PluginContext context) {
        return new HelloLanguage(context.options(HelloOptions.class), context.log());
    }
}
