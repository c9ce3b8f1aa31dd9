package org.jwsgi.api.request;

/** Answers requests. Runs in: WORKER, on the request's own (virtual) thread; may block. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers one request. When it returns, the response is completed. An exception before the headers are sent
     * becomes a 500 answer, afterwards it cuts the connection; both are logged.
     */
    void handle(Request request, Response response) throws Exception;
}
