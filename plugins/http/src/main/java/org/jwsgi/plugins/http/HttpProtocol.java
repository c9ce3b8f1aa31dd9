package org.jwsgi.plugins.http;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;
import org.jwsgi.api.protocol.SocketProtocol;

/** HTTP in one worker: what its connections share. Runs in: WORKER. */
final class HttpProtocol implements SocketProtocol {
    private final HttpOptions options;
    private final int modifier1;
    private final int modifier2;
    private final boolean router;
    private final LongSupplier clock;
    private final DateHeader date = new DateHeader();
    /** One set of arrays is enough for one I/O thread; a second thread that meets it taken makes its own. */
    private final AtomicReference<@Nullable Scratch> spare = new AtomicReference<>();

    /**
     * Creates the protocol.
     *
     * @param router whether to add the variables of uWSGI's router
     * @param clock the time in milliseconds since the epoch
     */
    HttpProtocol(HttpOptions options, int modifier1, int modifier2, boolean router, LongSupplier clock) {
        this.options = options;
        this.modifier1 = modifier1;
        this.modifier2 = modifier2;
        this.router = router;
        this.clock = clock;
    }

    @Override
    public ConnectionCodec open(ConnectionInfo connection) {
        return new HttpCodec(this, connection);
    }

    HttpOptions options() {
        return options;
    }

    int modifier1() {
        return modifier1;
    }

    int modifier2() {
        return modifier2;
    }

    boolean router() {
        return router;
    }

    /** Returns the {@code Date} header line for now, with its end. */
    byte[] dateLine() {
        return date.line(clock.getAsLong());
    }

    /** Lends arrays with room for a head of a size. */
    Scratch borrow(int headSize) {
        Scratch scratch = spare.getAndSet(null);
        return scratch != null && scratch.headSize() >= headSize ? scratch : new Scratch(headSize);
    }

    /** Takes arrays back. */
    void giveBack(Scratch scratch) {
        spare.set(scratch);
    }
}
