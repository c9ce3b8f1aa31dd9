package org.jwsgi.kernel.request;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.RequestBody;
import org.jwsgi.api.request.RequestHandler;
import org.jwsgi.api.request.RequestVars;
import org.jwsgi.kernel.supervise.Scoreboard;
import org.jwsgi.kernel.supervise.Scoreboard.CoreField;
import org.jwsgi.kernel.supervise.Scoreboard.WorkerField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one request from its head to the end of its response: body buffering, choice of the app, the app, the answer to
 * its failures, counters and log. Runs in: WORKER, on the request's core.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int PATH_INFO_FIXED = 30;

    private final RequestServerSetup setup;
    private final RequestOptions options;
    private final AppTable apps;
    private final ModifierRules modifiers;
    private final ResponseRules responseRules;
    private final ErrorReplies errors;
    private final Scoreboard scoreboard;
    private final Scoreboard.Worker worker;
    private final long timeout;
    private final long limitPost;
    private final long bufferFrom;
    private final BodyWarning bodyWarning;

    Dispatcher(RequestServerSetup setup, RequestTimeouts timeouts) {
        this.setup = setup;
        this.options = setup.options();
        this.apps = setup.apps();
        this.modifiers = ModifierRules.parse(options.allowedModifiers(), options.remapModifier());
        this.responseRules = new ResponseRules(options);
        this.errors = new ErrorReplies(options);
        this.scoreboard = setup.scoreboard();
        this.worker = scoreboard.worker(setup.workerId());
        this.timeout = timeouts.io();
        this.limitPost = options.limitPost().bytes();
        this.bufferFrom = options.postBuffering().bytes();
        this.bodyWarning = new BodyWarning(options.bodyReadWarning().bytes());
    }

    /** Runs the request that a connection has brought and tells what becomes of the connection. */
    Core.Ending serve(Connection connection, Core core) {
        RequestHead head = connection.takeHead();
        ClientBody body = new ClientBody(head, connection, core, timeout, limitPost, bodyWarning);
        ServedRequest request = new ServedRequest(head, connection, core, body);
        ServedResponse response = new ServedResponse(request, body, responseRules);
        request.response = response;
        request.begin();
        core.begin(request);
        Core.Ending ending = Core.Ending.CLOSE;
        try {
            ending = run(request, response, body);
        } catch (RuntimeException | Error e) {
            failed(connection, e);
        } finally {
            releaseBody(request);
            core.end();
            account(request, response, core);
        }
        return ending;
    }

    private Core.Ending run(ServedRequest request, ServedResponse response, ClientBody body) {
        boolean whole = handle(request, response, body);
        boolean keep = whole && response.complete();
        if (!whole) {
            response.cut();
        }
        if (keep && body.skip()) {
            return Core.Ending.KEEP;
        }
        boolean quiet = body.complete() && !request.connection.hasInput();
        return response.hasFailed() || !whole || quiet ? Core.Ending.CLOSE : Core.Ending.LINGER;
    }

    /** Answers a request. Returns false when the connection has to be cut instead of the response completed. */
    private boolean handle(ServedRequest request, ServedResponse response, ClientBody body) {
        AppTable.InstalledLanguage language = null;
        try {
            if (request.vars().size() == 0 && isServed(request.modifier1())) {
                LOG.warn("Empty request. skip. (client: {})", request.connection.clientName());
                return false;
            }
            if (limitPost > 0 && request.contentLength() > limitPost) {
                LOG.warn("Invalid (too big) CONTENT_LENGTH. skip. ({})", request.description());
                errors.send(response, 413);
                return true;
            }
            prepareBody(request, body);
            language = language(request);
            RequestHandler handler = language == null ? null : handler(request, language);
            if (handler == null) {
                errors.send(response, 500);
                return true;
            }
            handler.handle(request, response);
            if (!response.claim()) {
                return answerLate(request, response);
            }
            if (!response.begun()) {
                LOG.error("the app sent no response to {}", request.description());
                errors.send(response, 500);
            }
            return true;
        } catch (Throwable t) {
            if (!response.claim()) {
                return answerLate(request, response);
            }
            return afterFailure(request, response, body, language, t);
        }
    }

    /** The request was interrupted for taking too long; now that it has yielded, its client learns of it. */
    private boolean answerLate(ServedRequest request, ServedResponse response) {
        Thread.interrupted();
        if (!response.reclaim()) {
            return false;
        }
        LOG.warn("{} took too long, was interrupted and is answered with 504", request.description());
        return reply(response, 504);
    }

    private void prepareBody(ServedRequest request, ClientBody body) throws IOException {
        int named = request.vars().indexOf("UWSGI_POSTFILE");
        if (named >= 0) {
            Path file = Path.of(request.vars().value(named));
            request.replaceBody(BufferedBody.ofFile(file, bodyWarning));
        } else if (bufferFrom > 0 && !body.complete()) {
            int chunk = Math.clamp(options.postBufferingBufsize().bytes(), 1, 1 << 20);
            body.renewing(true);
            request.replaceBody(BufferedBody.read(body, bufferFrom, chunk, setup.temporaryFolder()));
            body.renewing(false);
        }
    }

    private boolean isServed(int modifier1) {
        int effective = modifiers.effective(modifier1);
        return effective >= 0 && apps.language(effective) != null;
    }

    private AppTable.@Nullable InstalledLanguage language(ServedRequest request) {
        int asked = request.modifier1();
        int effective = modifiers.effective(asked);
        AppTable.InstalledLanguage language = effective < 0 ? null : apps.language(effective);
        if (language == null && effective == PATH_INFO_FIXED) {
            effective = 0;
            language = apps.language(0);
            cutScriptName(request.vars());
        }
        if (language == null) {
            LOG.error("-- unavailable modifier requested: {} --", asked);
            return null;
        }
        request.remapModifier(effective);
        return language;
    }

    /** Modifier 30: the front server left SCRIPT_NAME in PATH_INFO. */
    private static void cutScriptName(RequestVars vars) {
        int script = vars.indexOf("SCRIPT_NAME");
        int path = vars.indexOf("PATH_INFO");
        if (script >= 0 && path >= 0) {
            byte[] bytes = vars.valueBytes(path);
            int cut = Math.min(vars.valueLength(script), bytes.length);
            vars.replaceValue(path, bytes, cut, bytes.length - cut);
        }
    }

    private @Nullable RequestHandler handler(ServedRequest request, AppTable.InstalledLanguage language) {
        apps.rewrite(request.vars());
        AppTable.App app = apps.find(request.vars(), language);
        if (app != null) {
            request.servedBy(app.id(), worker.countAppRequest(app.id()));
            return app.app().handler();
        }
        RequestHandler without = language.language().withoutApp().orElse(null);
        if (without == null) {
            LOG.error("--- no {} application found, check your startup logs for errors ---", language.name());
        }
        return without;
    }

    private boolean afterFailure(
            ServedRequest request,
            ServedResponse response,
            ClientBody body,
            AppTable.@Nullable InstalledLanguage language,
            Throwable thrown) {
        BodyReadException unread = body.failure();
        if (unread != null && isCausedBy(thrown, unread)) {
            // Logged and counted where it happened; the app is not to blame.
            return !response.committed() && reply(response, unread.status());
        }
        if (response.hasFailed() && isWriteFailure(thrown)) {
            return false;
        }
        if (thrown instanceof BufferedBody.SpillException) {
            LOG.error("{}", thrown.getMessage());
            return reply(response, 507);
        }
        countException(request);
        request.thrown = thrown;
        LOG.error("exception in {}", request.description(), thrown);
        if (response.committed()) {
            return false;
        }
        try {
            if (options.catchExceptions()) {
                ExceptionPage.send(request, response, language == null ? "" : language.name(), thrown);
            } else {
                errors.send(response, 500);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean reply(ServedResponse response, int status) {
        try {
            errors.send(response, status);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isCausedBy(Throwable thrown, Throwable reason) {
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current == reason) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    private static boolean isWriteFailure(Throwable thrown) {
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current instanceof ServedResponse.WriteFailedException) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    private void countException(ServedRequest request) {
        request.runner.counters().add(CoreField.EXCEPTIONS, 1);
        if (request.appId() >= 0) {
            worker.countAppException(request.appId());
        }
    }

    /** Logs a failure of the kernel or of a protocol. */
    void failed(Connection connection, Throwable e) {
        LOG.error("cannot serve {} on {}", connection.clientName(), connection.listener.name(), e);
    }

    private static void releaseBody(ServedRequest request) {
        RequestBody body = request.body();
        if (body instanceof BufferedBody buffered) {
            try {
                buffered.release();
            } catch (IOException e) {
                LOG.debug("closing a buffered body failed", e);
            }
        }
    }

    private void account(ServedRequest request, ServedResponse response, Core core) {
        request.finish();
        response.report();
        Scoreboard.Core counters = core.counters();
        counters.add(CoreField.REQUESTS, 1);
        counters.add(CoreField.TX, response.sent);
        counters.add(CoreField.RUNNING_TIME, request.durationMicros());
        if (request.readErrors() > 0) {
            counters.add(CoreField.READ_ERRORS, request.readErrors());
        }
        if (request.writeErrors() > 0) {
            counters.add(CoreField.WRITE_ERRORS, request.writeErrors());
        }
        worker.set(WorkerField.AVG_RT, (worker.get(WorkerField.AVG_RT) + request.durationMicros()) / 2);
        worker.set(WorkerField.LAST_REQUEST, request.startMicros() / 1_000_000L);
        request.totalRequests = scoreboard.countRequest();
        setup.requestLog().log(request);
        request.leaveScoreboard();
        setup.watches().ended(request, request.thrown);
    }
}
