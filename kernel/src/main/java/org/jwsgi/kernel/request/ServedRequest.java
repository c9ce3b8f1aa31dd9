package org.jwsgi.kernel.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.Request;
import org.jwsgi.api.request.RequestBody;
import org.jwsgi.api.request.RequestVars;
import org.jwsgi.kernel.log.RequestRecord;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;

/** One request: what the application sees of it, and afterwards what the request log sees. Runs in: WORKER, on its core. */
final class ServedRequest implements Request, RequestRecord {
    private static final Clock CLOCK = Clock.systemUTC();

    final Connection connection;
    final Core runner;
    private final RequestHead head;
    private final RequestVars vars;
    private final long startMicros;
    private final long startNanos;
    private RequestBody body;
    private int modifier1;
    private int appId = -1;
    private long appRequests = -1;
    private @Nullable Map<String, String> logVariables;

    private final long limitMillis;
    private boolean userDeadline;

    /** Its response, as soon as there is one. */
    @Nullable
    ServedResponse response;

    /** What the application threw. */
    @Nullable
    Throwable thrown;

    // Filled in at the end, for the log.
    int loggedStatus = 500;
    long loggedBodyBytes;
    long loggedHeaderBytes;
    int loggedHeaders;
    long durationMicros;
    long totalRequests;
    String via = "";
    int readErrors;
    int writeErrors;

    ServedRequest(RequestHead head, Connection connection, Core runner, ClientBody body) {
        this.head = head;
        this.vars = head.vars();
        this.modifier1 = head.modifier1();
        this.connection = connection;
        this.runner = runner;
        this.body = body;
        Instant now = CLOCK.instant();
        this.startMicros = now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000;
        this.startNanos = System.nanoTime();
        body.belongsTo(this);
        this.limitMillis = connection.io.setup().watches().limitMillis();
    }

    /** Tells the scoreboard that this request runs, and until when it may. */
    void begin() {
        runner.counters().set(CoreField.APP, 0);
        runner.counters().set(CoreField.REQUEST_START, startMicros);
        if (limitMillis > 0) {
            runner.counters().set(CoreField.DEADLINE, startNanos / 1_000_000 + limitMillis);
        }
    }

    /** Lets the time for this request begin anew: bytes of its body have come. */
    void renewLimit() {
        if (limitMillis > 0) {
            runner.counters().set(CoreField.DEADLINE, Scoreboard.now() + limitMillis);
        }
    }

    /** Takes this request off the scoreboard. */
    void leaveScoreboard() {
        Scoreboard.Core counters = runner.counters();
        if (limitMillis > 0) {
            counters.set(CoreField.DEADLINE, 0);
        }
        if (userDeadline) {
            counters.set(CoreField.USER_DEADLINE, 0);
        }
        counters.set(CoreField.REQUEST_START, 0);
    }

    @Override
    public void deadline(Duration fromNow) {
        if (!connection.io.setup().watches().deadlinesWatched()) {
            connection.io.warnOfIgnoredDeadline();
            return;
        }
        userDeadline = true;
        runner.counters()
                .set(
                        CoreField.USER_DEADLINE,
                        fromNow.isZero() ? 0 : Scoreboard.now() + Math.max(0, fromNow.toMillis()));
    }

    void remapModifier(int newModifier1) {
        modifier1 = newModifier1;
    }

    void servedBy(int app, long requests) {
        appId = app;
        appRequests = requests;
        runner.counters().set(CoreField.APP, app + 1);
    }

    void replaceBody(RequestBody buffered) {
        body = buffered;
    }

    void finish() {
        durationMicros = (System.nanoTime() - startNanos) / 1_000;
    }

    /** Returns how log lines name the request: {@code GET /path (127.0.0.1)}. */
    String description() {
        String address = vars.get("REMOTE_ADDR", connection.clientAddress());
        return method() + " " + uri() + " (" + address + ")";
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
        return head.modifier2();
    }

    @Override
    public RequestBody body() {
        return body;
    }

    @Override
    public long contentLength() {
        return head.contentLength();
    }

    @Override
    public int core() {
        return runner.number();
    }

    @Override
    public long startMicros() {
        return startMicros;
    }

    @Override
    public int appId() {
        return appId;
    }

    @Override
    public void logVariable(String name, String value) {
        Map<String, String> variables = logVariables;
        if (variables == null) {
            variables = new HashMap<>();
            logVariables = variables;
        }
        variables.put(name, value);
    }

    @Override
    public @Nullable String logVariable(String name) {
        return logVariables == null ? null : logVariables.get(name);
    }

    @Override
    public int status() {
        return loggedStatus;
    }

    @Override
    public long bodyBytes() {
        return loggedBodyBytes;
    }

    @Override
    public long headerBytes() {
        return loggedHeaderBytes;
    }

    @Override
    public int headerCount() {
        return loggedHeaders;
    }

    @Override
    public long durationMicros() {
        return durationMicros;
    }

    @Override
    public long appRequests() {
        return appRequests;
    }

    @Override
    public long totalRequests() {
        return totalRequests;
    }

    @Override
    public int switches() {
        return 1;
    }

    @Override
    public String via() {
        return via;
    }

    @Override
    public int readErrors() {
        return readErrors;
    }

    @Override
    public int writeErrors() {
        return writeErrors;
    }
}
