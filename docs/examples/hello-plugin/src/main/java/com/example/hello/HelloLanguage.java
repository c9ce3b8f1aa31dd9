package com.example.hello;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.request.Language;
import org.jwsgi.api.request.LoadedApp;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.request.Response;
import org.slf4j.Logger;

/** The plugin at work in one worker. It needs no parser and no server to be tested: see its constructor. */
final class HelloLanguage implements Language {
    private final HelloOptions options;
    private final Logger log;

    HelloLanguage(HelloOptions options, Logger log) {
        this.options = options;
        this.log = log;
    }

    @Override
    public List<LoadedApp> loadApps() {
        log.info("hello: ready (greeting: {})", options.greeting());
        return List.of(new LoadedApp("", "hello", this::answer));
    }

    @Override
    public Optional<LoadedApp> mount(String mountpoint, String app) {
        return app.equals("hello") ? Optional.of(new LoadedApp(mountpoint, app, this::answer)) : Optional.empty();
    }

    /** Runs for each request, on a thread of its own, several at once when {@code threads} is more than 1. */
    private void answer(Request request, Response response) throws IOException {
        byte[] text = (options.greeting() + ", " + request.pathInfo() + "\n").getBytes(UTF_8);
        response.status(200, null);
        response.header("Content-Type", "text/plain; charset=utf-8");
        response.header("Content-Length", String.valueOf(text.length));
        response.write(text);
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
