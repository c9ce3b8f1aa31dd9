package org.jwsgi.kernel.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.protocol.ResponseFraming;
import org.jwsgi.api.protocol.ResponseHead;
import org.jwsgi.api.request.Header;
import org.jwsgi.api.request.Response;

/**
 * The response to one request. Body bytes are collected in the core's {@link OutBuffer}; a response that fits leaves in
 * one system call with its exact length known to the protocol. Runs in: WORKER, on the request's core.
 */
final class ServedResponse implements Response {
    /** Nothing has been sent. */
    private static final int OPEN = 0;
    /** The head is being sent, or the application is done; what comes next is this core's alone. */
    private static final int BEGUN = 1;
    /** The request is late: whatever the application says now, the answer is 504. */
    private static final int LATE = 2;
    /** Another thread has sent that answer. */
    private static final int ANSWERED = 3;

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(ServedResponse.class, "stage", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ServedRequest request;
    private final Connection connection;
    private final ClientBody body;
    private final OutBuffer out;
    private final ResponseRules rules;
    private final long timeout;
    private final List<Header> headers = new ArrayList<>(8);

    private int status;
    private @Nullable String reason;
    private long headersSize;
    private long written;
    private @Nullable ResponseFraming framing;
    private boolean touched;
    private boolean closing;
    private boolean ended;
    private @Nullable IOException failure;
    private volatile int stage;

    /** How many bytes went to the socket. */
    long sent;

    ServedResponse(ServedRequest request, ClientBody body, ResponseRules rules) {
        this.request = request;
        this.connection = request.connection;
        this.body = body;
        this.out = request.runner.outBuffer();
        this.rules = rules;
        this.timeout = connection.io.timeouts().io();
        out.reset();
    }

    @Override
    public void status(int code, @Nullable String newReason) {
        checkOpen();
        if (code < 100 || code > 999) {
            throw new IllegalArgumentException("a status has three digits, not " + code);
        }
        if (newReason != null) {
            for (int i = 0; i < newReason.length(); i++) {
                char c = newReason.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) {
                    throw new IllegalArgumentException("the reason phrase contains character " + (int) c);
                }
            }
        }
        status = code;
        reason = newReason;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public void header(String name, String value) {
        checkOpen();
        HeaderRules.check(name, value);
        headersSize += name.length() + value.length() + 4;
        if (headersSize > rules.headersLimit()) {
            throw new IllegalArgumentException(
                    "the response's headers exceed response-headers-limit (" + rules.headersLimit() + " bytes)");
        }
        headers.add(new Header(name, value));
    }

    @Override
    public boolean removeHeader(String name) {
        checkOpen();
        return HeaderRules.remove(headers, name);
    }

    @Override
    public List<Header> headers() {
        return Collections.unmodifiableList(headers);
    }

    @Override
    public boolean committed() {
        return framing != null;
    }

    @Override
    public long bodyBytes() {
        return written;
    }

    private void checkOpen() {
        if (framing != null) {
            throw new IllegalStateException("the headers have been sent");
        }
    }

    /** Returns whether a write goes on; otherwise it is to be dropped. */
    private boolean checkWritable() throws IOException {
        if (ended) {
            throw new IOException("the response is complete");
        }
        if (failure == null) {
            return true;
        }
        raise(failure);
        return false;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!checkWritable()) {
            return;
        }
        touched = true;
        int from = offset;
        int left = length;
        while (left > 0) {
            if (out.room() == 0 && !push(false)) {
                return;
            }
            int count = Math.min(left, out.room());
            out.append(bytes, from, count);
            written += count;
            from += count;
            left -= count;
        }
    }

    @Override
    public void write(FileChannel file, long offset, long length) throws IOException {
        if (!checkWritable()) {
            return;
        }
        if (length <= out.room()) {
            copy(file, offset, length);
            return;
        }
        request.via = "sendfile";
        if ((framing == null || out.length() > 0) && !push(false)) {
            return;
        }
        ResponseFraming frame = framing;
        if (frame == null || !frame.hasBody()) {
            written += length;
            return;
        }
        try {
            long from = offset;
            long left = Math.clamp(frame.bodyLimit() - written, 0, length);
            long dropped = length - left;
            while (left > 0) {
                int piece = (int) Math.min(left, frame.maxFrame());
                sendLoose(frame.prefix(piece));
                sendFile(file, from, piece);
                sendLoose(frame.suffix(piece));
                from += piece;
                left -= piece;
                written += piece;
            }
            written += dropped;
        } catch (IOException e) {
            failed(e);
        }
    }

    private void copy(FileChannel file, long offset, long length) throws IOException {
        long done = 0;
        while (done < length) {
            int count = out.append(file, offset + done, (int) (length - done));
            if (count <= 0) {
                throw new IOException("the file ended before its announced length");
            }
            done += count;
            written += count;
        }
    }

    private void sendFile(FileChannel file, long offset, int length) throws IOException {
        long done = 0;
        while (done < length) {
            long count = SendFile.send(connection.socket.intValue(), file, offset + done, length - done);
            if (count > 0) {
                done += count;
                sent += count;
            } else {
                OutBuffer.awaitRoom(connection, timeout);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (checkWritable() && (framing == null || out.length() > 0)) {
            push(false);
        }
    }

    /** Sends what is collected, the head first. Returns false when writing failed without an exception. */
    private boolean push(boolean last) throws IOException {
        if (!claim()) {
            out.reset();
            throw new InterruptedIOException("the request took too long");
        }
        try {
            ByteBuffer head = ResponseFraming.EMPTY;
            ResponseFraming frame = framing;
            if (frame == null) {
                frame = begin(last ? out.length() : -1);
                head = frame.head();
                request.loggedHeaderBytes = head.remaining();
            }
            if (!frame.hasBody()) {
                out.reset();
            } else if (written > frame.bodyLimit()) {
                out.cut((int) Math.min(written - frame.bodyLimit(), out.length()));
            }
            emit(frame, head, last);
            return true;
        } catch (IOException e) {
            out.reset();
            failed(e);
            return false;
        }
    }

    private ResponseFraming begin(long bodyLength) {
        if (status == 0) {
            status = 200;
        }
        rules.headers().apply(headers, request.vars());
        boolean keep = !closing && !connection.io.draining() && body.canBeSkipped();
        ResponseFraming begun = connection.codec().respond(new ResponseHead(status, reason, headers, bodyLength, keep));
        framing = begun;
        return begun;
    }

    private void emit(ResponseFraming frame, ByteBuffer head, boolean last) throws IOException {
        int length = out.length();
        if (length > frame.maxFrame()) {
            emitSplit(frame, head, last);
            return;
        }
        ByteBuffer suffix = length > 0 ? frame.suffix(length) : ResponseFraming.EMPTY;
        ByteBuffer end = last ? frame.end(written) : ResponseFraming.EMPTY;
        if (length > 0) {
            ByteBuffer prefix = frame.prefix(length);
            if (prefix.hasRemaining() && !out.prepend(prefix)) {
                throw new IOException("a frame's prefix of " + prefix.remaining() + " bytes is too long");
            }
        }
        if (head.hasRemaining() && !out.prepend(head)) {
            sendLoose(head);
        }
        boolean joined = !suffix.hasRemaining() || out.close(suffix);
        boolean closed = joined && (!end.hasRemaining() || out.close(end));
        sent += out.send(connection, timeout);
        if (!joined) {
            sendLoose(suffix);
        }
        if (!closed) {
            sendLoose(end);
        }
    }

    /** Sends a buffer that is larger than the protocol's frames. */
    private void emitSplit(ResponseFraming frame, ByteBuffer head, boolean last) throws IOException {
        byte[] data = out.drain();
        sendLoose(head);
        for (int at = 0; at < data.length; ) {
            int piece = Math.min(frame.maxFrame(), data.length - at);
            sendLoose(frame.prefix(piece));
            out.append(data, at, piece);
            sent += out.send(connection, timeout);
            sendLoose(frame.suffix(piece));
            at += piece;
        }
        if (last) {
            sendLoose(frame.end(written));
        }
    }

    /** Sends bytes that do not belong to the collected ones. */
    private void sendLoose(ByteBuffer bytes) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining())
                .put(bytes.duplicate())
                .flip();
        while (direct.hasRemaining()) {
            int count = connection.socket.send(direct, direct.position(), direct.limit());
            if (count > 0) {
                direct.position(direct.position() + count);
                sent += count;
            } else {
                OutBuffer.awaitRoom(connection, timeout);
            }
        }
    }

    private void failed(IOException e) throws IOException {
        if (failure == null) {
            failure = e;
            if (!(e instanceof InterruptedIOException) || e instanceof SocketTimeoutException) {
                rules.writeFailed(request, e);
            }
        }
        raise(e);
    }

    private int failedWrites;

    /** Tells the application of a failed write, unless the options spare it. */
    private void raise(IOException e) throws IOException {
        boolean tolerated = failedWrites < rules.tolerance();
        failedWrites++;
        if (!tolerated && !rules.silent()) {
            throw new WriteFailedException(e);
        }
    }

    /** Tells that the client cannot be written to; counted and logged already. */
    static final class WriteFailedException extends IOException {
        private static final long serialVersionUID = 1L;

        WriteFailedException(IOException cause) {
            super(cause.getMessage() == null ? "write failed" : cause.getMessage(), cause);
        }
    }

    // ---- for requests that take too long ----

    /** Makes the response this core's alone. Returns false when the request is late by now. */
    boolean claim() {
        return stage == BEGUN || STAGE.compareAndSet(this, OPEN, BEGUN);
    }

    /** Takes back the response of a late request, to answer that. Returns false when another thread has done so. */
    boolean reclaim() {
        return STAGE.compareAndSet(this, LATE, BEGUN);
    }

    /** Decides that the answer is 504, unless one is being sent already. Any thread. */
    void beLate() {
        STAGE.compareAndSet(this, OPEN, LATE);
    }

    /** Tells whether the application's answer does not count any more. */
    boolean isLate() {
        int current = stage;
        return current == LATE || current == ANSWERED;
    }

    /**
     * Answers in the stead of a core that does not. Any thread but the core's, which must not end the request meanwhile.
     * What does not fit into the socket's buffer is lost.
     *
     * @return whether an answer was sent
     */
    boolean answerInstead(int code) {
        if (!STAGE.compareAndSet(this, OPEN, ANSWERED) && !STAGE.compareAndSet(this, LATE, ANSWERED)) {
            return false;
        }
        byte[] text = ErrorReplies.phrase(code).getBytes(UTF_8);
        List<Header> plain = List.of(new Header("Connection", "close"), new Header("Content-Type", "text/plain"));
        ResponseFraming frame = connection
                .codec()
                .respond(new ResponseHead(code, ErrorReplies.phrase(code), plain, text.length, false));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        append(message, frame.head());
        if (frame.hasBody()) {
            append(message, frame.prefix(text.length));
            message.writeBytes(text);
            append(message, frame.suffix(text.length));
        }
        append(message, frame.end(text.length));
        ByteBuffer direct = ByteBuffer.allocateDirect(message.size());
        direct.put(message.toByteArray()).flip();
        try {
            connection.socket.send(direct, 0, direct.limit());
            connection.socket.shutdown(false, true);
            return true;
        } catch (IOException | NotYetConnectedException e) {
            return false; // the client has left
        }
    }

    private static void append(ByteArrayOutputStream message, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        message.writeBytes(copy);
    }

    // ---- for the dispatcher ----

    /** Tells whether the application has answered in any way. */
    boolean begun() {
        return framing != null || touched || status != 0 || written > 0 || !headers.isEmpty();
    }

    /** Forgets what has been prepared. Only before the headers are sent. */
    void reset() {
        checkOpen();
        out.reset();
        headers.clear();
        headersSize = 0;
        status = 0;
        reason = null;
        written = 0;
        touched = false;
    }

    /** Lets this response be the connection's last. */
    void closeAfter() {
        closing = true;
    }

    /** Ends the response. Returns whether the connection can serve another request. */
    boolean complete() {
        ended = true;
        if (failure != null) {
            return false;
        }
        try {
            push(true);
        } catch (IOException e) {
            return false;
        }
        ResponseFraming frame = framing;
        if (failure != null || frame == null) {
            return false;
        }
        if (frame.hasBody() && frame.bodyLimit() != Long.MAX_VALUE && written != frame.bodyLimit()) {
            rules.lengthDiffers(request, frame.bodyLimit(), written);
        }
        return frame.keepsConnection(written);
    }

    /** Ends the response without the bytes that would make it look whole. */
    void cut() {
        ended = true;
        out.reset();
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Fills in what the log shows. */
    void report() {
        ResponseFraming frame = framing;
        request.loggedStatus = stage == ANSWERED ? 504 : frame == null ? 500 : status;
        request.loggedHeaders = frame == null ? 0 : headers.size();
        request.loggedBodyBytes = frame != null && frame.hasBody() ? Math.min(written, frame.bodyLimit()) : 0;
    }
}
