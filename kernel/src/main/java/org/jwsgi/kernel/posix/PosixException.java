package org.jwsgi.kernel.posix;

import org.jwsgi.kernel.JwsgiException;

/** A system call that failed, in the words of the operator. */
public final class PosixException extends JwsgiException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    /**
     * Creates the exception.
     *
     * @param action what was tried, such as {@code "cannot bind 127.0.0.1:80"}
     * @param errno the error number of the call
     */
    public PosixException(String action, int errno) {
        super(Kind.ENVIRONMENT, action + ": " + Errno.text(errno));
        this.errno = errno;
    }

    /** Returns the error number. */
    public int errno() {
        return errno;
    }
}
