package org.jwsgi.api.supervisor;

/** A socket for datagrams that others send to this process. Loop. */
public interface Mailbox extends AutoCloseable {
    /** The most bytes that a letter may have: a packet of the uwsgi protocol with its header. */
    int MAX_LETTER = 4 + 0xffff;

    /** Closes it and removes its file. Idempotent. */
    @Override
    void close();
}
