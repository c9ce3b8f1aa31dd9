package org.jwsgi.api.zerg;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jwsgi.api.listener.DescriptorPassing;
import org.jwsgi.api.listener.OpenListener;

/**
 * The bytes of uWSGI's zerg exchange, as observed from uWSGI 2.0.21, and what jwsgi adds to them.
 *
 * <p>uWSGI's server sends one message: {@code uwsgi-zerg}, a 32-bit count in the machine's byte order, and as many
 * descriptors; then it closes. jwsgi sends the same, at most {@value DescriptorPassing#MAX_DESCRIPTORS} descriptors, and then
 * a supplement that uWSGI's client never reads, because it closes after the first message: {@code jwsgi-zerg 1 COUNT}, a line
 * feed, and a line with the protocol of each of the COUNT descriptors, in order and empty when it is not known. Descriptors
 * beyond the first message come with further single bytes, line feeds.
 */
public final class ZergWire {
    /** The length of the first message. */
    public static final int MESSAGE_BYTES = 14;

    /** How many bytes a supplement has at most. */
    public static final int MAX_SUPPLEMENT = 1 << 20;

    private static final byte[] CODE = "uwsgi-zerg".getBytes(US_ASCII);
    private static final String SUPPLEMENT = "jwsgi-zerg 1 ";

    private ZergWire() {}

    /** Writes the first message. */
    public static byte[] message(int count) {
        return ByteBuffer.allocate(MESSAGE_BYTES)
                .order(ByteOrder.nativeOrder())
                .put(CODE)
                .putInt(count)
                .array();
    }

    /**
     * Reads the first message.
     *
     * @param bytes {@value #MESSAGE_BYTES} bytes or more
     * @return the count, empty when this is no such message or the count is not positive
     */
    public static Optional<Integer> count(byte[] bytes) {
        if (bytes.length < MESSAGE_BYTES || !Arrays.equals(CODE, 0, CODE.length, bytes, 0, CODE.length)) {
            return Optional.empty();
        }
        int count = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(CODE.length);
        return count > 0 ? Optional.of(count) : Optional.empty();
    }

    /** Writes the supplement for these sockets. */
    public static byte[] supplement(List<OpenListener> listeners) {
        StringBuilder text =
                new StringBuilder(SUPPLEMENT).append(listeners.size()).append('\n');
        for (OpenListener listener : listeners) {
            text.append(listener.protocol().orElse("")).append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    /**
     * Reads a supplement.
     *
     * @param bytes everything after the first message; none from uWSGI
     * @return the protocol of each descriptor, empty where it is not known; no list at all when there is no supplement, or one
     *     of a kind that this version does not know
     * @throws IllegalArgumentException when it is damaged
     */
    public static Optional<List<Optional<String>>> protocols(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        if (!text.startsWith(SUPPLEMENT)) {
            return Optional.empty();
        }
        String[] lines = text.split("\n", -1);
        int count = Integer.parseInt(lines[0].substring(SUPPLEMENT.length()));
        if (count < 0 || count > lines.length - 2) {
            throw new IllegalArgumentException("the supplement has " + (lines.length - 2) + " of " + count + " lines");
        }
        List<Optional<String>> protocols = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            protocols.add(lines[i].isEmpty() ? Optional.empty() : Optional.of(lines[i]));
        }
        return Optional.of(protocols);
    }
}
