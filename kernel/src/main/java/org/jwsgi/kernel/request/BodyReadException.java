package org.jwsgi.kernel.request;

import java.io.IOException;

/** Tells why the rest of a request's body will not come. It has been logged and counted. */
final class BodyReadException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status that tells the client, when the response has not begun
     */
    BodyReadException(String message, int status) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
