package org.jwsgi.kernel.log;

/** How a finished request becomes a line. */
sealed interface LineFormat permits DefaultLine, LogFormat {
    /**
     * Appends the line, newline included, to an empty buffer.
     *
     * @param now seconds since the epoch
     */
    void write(LineBuffer line, RequestRecord request, MemoryUse memory, long now);
}
