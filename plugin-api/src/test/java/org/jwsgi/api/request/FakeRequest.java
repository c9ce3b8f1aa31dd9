package org.jwsgi.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for tests of languages: a GET of a path, to which variables and a body can be added. */
public final class FakeRequest implements Request {
    private final RequestVars vars = new RequestVars(256);
    private final Map<String, String> logVariables = new HashMap<>();
    private RequestBody body = new FakeRequestBody(new byte[0]);
    private int modifier1;
    private int modifier2;
    private Duration deadline = Duration.ZERO;

    private FakeRequest(String method, String path) {
        vars.add("REQUEST_METHOD", method);
        vars.add("REQUEST_URI", path);
        vars.add("PATH_INFO", path);
        vars.add("QUERY_STRING", "");
        vars.add("SCRIPT_NAME", "");
        vars.add("SERVER_NAME", "test-host");
        vars.add("SERVER_PORT", "8080");
        vars.add("SERVER_PROTOCOL", "HTTP/1.1");
        vars.add("REMOTE_ADDR", "127.0.0.1");
    }

    /** Creates a GET without a body. */
    public static FakeRequest get(String path) {
        return new FakeRequest("GET", path);
    }

    /** Creates a POST with a buffered body, encoded as UTF-8. */
    public static FakeRequest post(String path, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return new FakeRequest("POST", path)
                .with("CONTENT_LENGTH", Integer.toString(bytes.length))
                .body(new FakeRequestBody(bytes));
    }

    /** Sets a variable. */
    public FakeRequest with(String name, String value) {
        vars.set(name, value);
        return this;
    }

    /** Sets the modifiers. */
    public FakeRequest modifiers(int first, int second) {
        this.modifier1 = first;
        this.modifier2 = second;
        return this;
    }

    /** Replaces the body. */
    public FakeRequest body(RequestBody other) {
        this.body = other;
        return this;
    }

    @Override
    public RequestVars vars() {
        return vars;
    }

    @Override
    public int modifier1() {
        return modifier1;
    }

    @Override
    public int modifier2() {
        return modifier2;
    }

    @Override
    public RequestBody body() {
        return body;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public int core() {
        return 0;
    }

    @Override
    public long startMicros() {
        return 1_000_000;
    }

    @Override
    public int appId() {
        return 0;
    }

    @Override
    public void deadline(Duration fromNow) {
        deadline = fromNow;
    }

    /** Returns what {@link #deadline(Duration)} was last called with, zero before. */
    public Duration deadline() {
        return deadline;
    }

    @Override
    public void logVariable(String name, String value) {
        logVariables.put(name, value);
    }

    @Override
    public @Nullable String logVariable(String name) {
        return logVariables.get(name);
    }
}
