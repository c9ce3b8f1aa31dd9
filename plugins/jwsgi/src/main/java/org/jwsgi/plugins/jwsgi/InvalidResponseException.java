package org.jwsgi.plugins.jwsgi;

/**
 * Tells that a request cannot be answered for a reason that lies in the application's answer or in the request, not in
 * the course of the code; so it has no stack trace. The kernel logs it and answers 500.
 */
final class InvalidResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidResponseException(String message) {
        super(message, null, false, false);
    }
}
