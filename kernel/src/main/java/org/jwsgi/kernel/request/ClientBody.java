package org.jwsgi.kernel.request;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.BodyPart;
import org.jwsgi.api.protocol.RequestHead;
import org.jwsgi.api.request.RequestBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that is read from the connection as the application asks for it. Nothing is read ahead, so what an application
 * does not read stays with the client: the socket's own buffer is the window. Runs in: WORKER, on the request's core.
 */
final class ClientBody extends RequestBody {
    private static final Logger LOG = LoggerFactory.getLogger(ClientBody.class);
    /** An unread rest of at most this size is skipped so that the connection can be kept. */
    static final int SKIP_LIMIT = 65_536;

    private final Connection connection;
    private final Core core;
    private final long timeout;
    private final long declared;
    private final long limit;
    private final BodyWarning warning;
    private final boolean framed;
    private final LineReader lines = new LineReader(this);
    private @Nullable ServedRequest request;
    private long position;
    private int partLeft;
    private boolean ended;
    private boolean invited;
    private boolean renewing;
    private @Nullable BodyReadException failure;

    /**
     * Creates the body of a head.
     *
     * @param limit {@code limit-post}, 0 for none
     * @param warning told of pieces that the application reads into memory
     */
    ClientBody(RequestHead head, Connection connection, Core core, long timeout, long limit, BodyWarning warning) {
        this.connection = connection;
        this.core = core;
        this.timeout = timeout;
        this.declared = head.contentLength();
        this.framed = head.framedBody();
        this.limit = limit;
        this.warning = warning;
        this.ended = declared == 0 && !framed;
        this.invited = ended;
    }

    BodyWarning warning() {
        return warning;
    }

    void belongsTo(ServedRequest owner) {
        request = owner;
    }

    @Override
    public long length() {
        return declared;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int available() {
        if (framed || ended) {
            return ended ? 0 : partLeft;
        }
        return (int) Math.min(declared - position, connection.inbox().length());
    }

    @Override
    public void seek(long newPosition) throws IOException {
        if (newPosition != position) {
            throw new IOException("cannot seek in a request body that is not buffered: enable post-buffering");
        }
    }

    @Override
    public byte[] readLine(int lineLimit) throws IOException {
        return lines.readLine(lineLimit);
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        return warning.check(super.readNBytes(length));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int pushedBack = lines.takePushedBack(target, offset, length);
        if (pushedBack > 0) {
            position += pushedBack;
            return pushedBack;
        }
        int count = receive(target, offset, length);
        if (count > 0) {
            position += count;
            if (renewing && request != null) {
                request.renewLimit();
            }
        }
        return count;
    }

    /** Lets every read give the request its whole time again, as long as it is the server that reads. */
    void renewing(boolean now) {
        renewing = now;
    }

    /** Takes back the bytes behind a line: they will be read again. */
    void unread(int count) {
        position -= count;
    }

    private int receive(byte[] target, int offset, int length) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return -1;
        }
        try {
            invite();
            return framed ? receiveFramed(target, offset, length) : receivePlain(target, offset, length);
        } catch (BodyReadException e) {
            failure = e;
            throw e;
        } catch (InterruptedIOException e) {
            throw e instanceof SocketTimeoutException ? timedOut(length) : e;
        } catch (IOException e) {
            throw lost(length, e.getMessage() == null ? "read failed" : e.getMessage());
        }
    }

    private int receivePlain(byte[] target, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, declared - position - lines.pushedBack());
        int received = connection.inbox().take(target, offset, wanted);
        if (received == 0) {
            received = connection.receive(core.readBuffer(), target, offset, wanted, timeout);
        }
        if (received < 0) {
            throw lost(wanted, "Client closed connection");
        }
        if (position + received >= declared) {
            ended = true;
        }
        return received;
    }

    private int receiveFramed(byte[] target, int offset, int length) throws IOException {
        while (partLeft == 0) {
            if (!nextPart()) {
                ReadBuffer buffer = core.readBuffer();
                int received = connection.receive(buffer, timeout);
                if (received < 0) {
                    throw lost(length, "Client closed connection");
                }
                connection.inbox().append(buffer.array(), 0, received);
            } else if (ended) {
                return -1;
            }
        }
        int taken = connection.inbox().take(target, offset, Math.min(length, partLeft));
        partLeft -= taken;
        if (limit > 0 && position + taken > limit) {
            throw fail("request body exceeds limit-post (" + limit + ")", 413);
        }
        return taken;
    }

    /** Asks the codec for the next piece among the received bytes; false when it needs more of them. */
    private boolean nextPart() throws BodyReadException {
        ByteBuffer view = connection.inbox().view();
        BodyPart part = connection.codec().decodeBody(view);
        connection.inbox().consume(view.position());
        return switch (part) {
            case BodyPart.NeedMore _ -> false;
            case BodyPart.Data(int length) -> {
                partLeft = length;
                yield true;
            }
            case BodyPart.End _ -> {
                ended = true;
                yield true;
            }
            case BodyPart.Malformed(int status, String reason) -> throw fail(reason, status);
        };
    }

    /** Sends the invitation that an {@code Expect: 100-continue} waits for, before the first read. */
    private void invite() throws IOException {
        if (invited) {
            return;
        }
        invited = true;
        ByteBuffer bytes = connection.hasInput()
                ? ByteBuffer.allocate(0)
                : connection.codec().continueBytes();
        if (bytes.hasRemaining()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            while (direct.hasRemaining()) {
                int sent = connection.socket.send(direct, direct.position(), direct.limit());
                if (sent > 0) {
                    direct.position(direct.position() + sent);
                } else {
                    OutBuffer.awaitRoom(connection, timeout);
                }
            }
        }
    }

    private BodyReadException timedOut(int wanted) {
        return fail(
                "[jwsgi-body-read] Timeout reading " + wanted + " bytes. " + progress(),
                "timeout while reading the body",
                408);
    }

    private BodyReadException lost(int wanted, String message) {
        return fail(
                "[jwsgi-body-read] Error reading " + wanted + " bytes. " + progress() + " message: " + message,
                "the client left inside the request body",
                400);
    }

    private String progress() {
        return "Content-Length: " + Math.max(declared, 0) + " consumed: " + position + " left: "
                + Math.max(declared - position, 0);
    }

    private BodyReadException fail(String reason, int status) {
        return fail("[jwsgi-body-read] " + reason, reason, status);
    }

    private BodyReadException fail(String line, String message, int status) {
        LOG.warn("{} (client: {})", line, connection.clientName());
        if (request != null) {
            request.readErrors++;
        }
        BodyReadException created = new BodyReadException(message, status);
        failure = created;
        return created;
    }

    /** Tells whether the client's side is clean enough to serve another request behind this one. */
    boolean canBeSkipped() {
        if (failure != null) {
            return false;
        }
        if (ended) {
            return true;
        }
        if (!invited
                && connection.inbox().length() == 0
                && connection.codec().continueBytes().hasRemaining()) {
            // The client waits for an invitation that will not come; nobody can tell whether it sends its body anyway.
            return false;
        }
        return framed || declared - position <= SKIP_LIMIT;
    }

    /**
     * Takes in what the application did not read.
     *
     * @return false when it is too much or the client fails, so that the connection must go
     */
    boolean skip() {
        if (!canBeSkipped()) {
            return false;
        }
        if (ended) {
            return true;
        }
        byte[] rest = new byte[8_192];
        long skipped = 0;
        position += lines.takePushedBack(rest, 0, rest.length);
        try {
            while (!ended && skipped <= SKIP_LIMIT) {
                int count = receive(rest, 0, rest.length);
                if (count > 0) {
                    position += count;
                    skipped += count;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return ended;
    }

    private static final byte[] NOTHING = {};

    /** Tells whether nothing of the body is left with the client. */
    boolean complete() {
        return ended && failure == null;
    }

    /** Returns why the body failed, or null. */
    @Nullable
    BodyReadException failure() {
        return failure;
    }

    /** Splits a stream into lines, keeping what it read too much. */
    static final class LineReader {
        private static final int CHUNK = 512;
        private final ClientBody body;
        private byte[] pushedBack = NOTHING;
        private int start;

        LineReader(ClientBody body) {
            this.body = body;
        }

        int pushedBack() {
            return pushedBack.length - start;
        }

        int takePushedBack(byte[] target, int offset, int length) {
            int taken = Math.min(length, pushedBack.length - start);
            if (taken > 0) {
                System.arraycopy(pushedBack, start, target, offset, taken);
                start += taken;
            }
            return taken;
        }

        byte[] readLine(int limit) throws IOException {
            byte[] line = new byte[CHUNK];
            int length = 0;
            int most = limit > 0 ? limit : Integer.MAX_VALUE;
            while (length < most) {
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                int count = body.read(line, length, Math.min(line.length, most) - length);
                if (count < 0) {
                    break;
                }
                for (int i = length; i < length + count; i++) {
                    if (line[i] == '\n') {
                        pushBack(line, i + 1, length + count);
                        return Arrays.copyOf(line, i + 1);
                    }
                }
                length += count;
            }
            return Arrays.copyOf(line, length);
        }

        private void pushBack(byte[] line, int from, int to) {
            int kept = pushedBack.length - start;
            byte[] joined = new byte[to - from + kept];
            System.arraycopy(line, from, joined, 0, to - from);
            System.arraycopy(pushedBack, start, joined, to - from, kept);
            pushedBack = joined;
            start = 0;
            body.unread(to - from);
        }
    }
}
