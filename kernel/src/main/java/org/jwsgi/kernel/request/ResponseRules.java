package org.jwsgi.kernel.request;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the options say about responses. Runs in: WORKER; immutable. */
final class ResponseRules {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseRules.class);

    private final RequestOptions options;
    private final HeaderRules headers;
    private final long headersLimit;

    ResponseRules(RequestOptions options) {
        this.options = options;
        this.headers = HeaderRules.parse(
                options.addHeader(), options.delHeader(), options.collectHeader(), options.pullHeader());
        this.headersLimit = options.responseHeadersLimit().bytes();
    }

    HeaderRules headers() {
        return headers;
    }

    long headersLimit() {
        return headersLimit;
    }

    int tolerance() {
        return options.writeErrorsTolerance();
    }

    /** Tells whether applications do not learn of failed writes. */
    boolean silent() {
        return options.disableWriteException();
    }

    /** Tells of an application whose body does not have the length that it announced. */
    void lengthDiffers(ServedRequest request, long announced, long written) {
        LOG.warn("the app wrote {} bytes of body but announced {} in {}", written, announced, request.description());
    }

    /** Counts and logs the first failed write of a response, as far as the options want it. */
    void writeFailed(ServedRequest request, IOException e) {
        if (options.writeErrorsExceptionOnly()) {
            return;
        }
        request.writeErrors++;
        String message = e.getMessage() == null ? "write failed" : e.getMessage();
        boolean left = message.contains("roken pipe") || message.contains("onnection reset");
        if (options.ignoreWriteErrors() || left && options.ignoreSigpipe()) {
            return;
        }
        if (e instanceof SocketTimeoutException) {
            message = "the client does not read (socket-timeout)";
        }
        LOG.warn("cannot write to the client: {} during {}", message, request.description());
    }
}
