package org.jwsgi.kernel.log;

import java.util.concurrent.TimeUnit;

/** Decides which requests are logged. */
final class LogPolicy {
    private final RequestLogOptions options;
    private final long slowMicros;
    private final long bigBytes;

    LogPolicy(RequestLogOptions options) {
        this.options = options;
        this.slowMicros = options.slow().isPresent()
                ? TimeUnit.MILLISECONDS.toMicros(options.slow().get().toMillis())
                : Long.MAX_VALUE;
        this.bigBytes = options.big().isPresent() ? options.big().get().bytes() : Long.MAX_VALUE;
    }

    /** Tells whether no request is ever logged. */
    boolean never() {
        return !options.enabled()
                && !options.log4xx()
                && !options.log5xx()
                && !options.zero()
                && !options.sendfile()
                && !options.ioError()
                && slowMicros == Long.MAX_VALUE
                && bigBytes == Long.MAX_VALUE;
    }

    /** Tells whether a request is logged. */
    boolean wants(RequestRecord request) {
        if (options.enabled()) {
            return true;
        }
        int status = request.status();
        return options.log4xx() && status >= 400 && status <= 499
                || options.log5xx() && status >= 500 && status <= 599
                || request.durationMicros() >= slowMicros
                || request.bodyBytes() >= bigBytes
                || options.zero() && request.bodyBytes() == 0
                || options.sendfile() && "sendfile".equals(request.via())
                || options.ioError() && request.readErrors() + request.writeErrors() > 0;
    }
}
