package org.jwsgi.kernel.log;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.request.RequestVars;

/** A finished request with a different number in each field. */
final class TestRequest implements RequestRecord {
    static final long START_MICROS = 1_795_256_377_465_413L;

    final RequestVars vars = new RequestVars(256);
    final Map<String, String> logVariables = new HashMap<>();
    int status = 200;
    long bodyBytes = 5;
    long durationMicros = 237;
    String via = "";
    int readErrors;
    int writeErrors;

    /** A request with five variables, which take 116 bytes in a uwsgi packet. */
    static TestRequest get() {
        TestRequest request = new TestRequest();
        request.vars.add("REQUEST_METHOD", "GET");
        request.vars.add("REQUEST_URI", "/a?b=c");
        request.vars.add("SERVER_PROTOCOL", "HTTP/1.1");
        request.vars.add("REMOTE_ADDR", "10.0.0.1");
        request.vars.add("HTTP_HOST", "example.org");
        return request;
    }

    TestRequest with(String name, String value) {
        vars.set(name, value);
        return this;
    }

    @Override
    public RequestVars vars() {
        return vars;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long bodyBytes() {
        return bodyBytes;
    }

    @Override
    public long headerBytes() {
        return 45;
    }

    @Override
    public int headerCount() {
        return 1;
    }

    @Override
    public long startMicros() {
        return START_MICROS;
    }

    @Override
    public long durationMicros() {
        return durationMicros;
    }

    @Override
    public int core() {
        return 3;
    }

    @Override
    public int appId() {
        return 0;
    }

    @Override
    public long appRequests() {
        return 7;
    }

    @Override
    public long totalRequests() {
        return 12;
    }

    @Override
    public int switches() {
        return 2;
    }

    @Override
    public String via() {
        return via;
    }

    @Override
    public int modifier1() {
        return 8;
    }

    @Override
    public int modifier2() {
        return 9;
    }

    @Override
    public long contentLength() {
        return 33;
    }

    @Override
    public int readErrors() {
        return readErrors;
    }

    @Override
    public int writeErrors() {
        return writeErrors;
    }

    @Override
    public @Nullable String logVariable(String name) {
        return logVariables.get(name);
    }
}
