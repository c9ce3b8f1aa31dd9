package org.jwsgi.plugins.emperor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jwsgi.api.supervisor.Mailbox;

/**
 * What somebody tells the Emperor in one datagram: four bytes that nobody looks at, the header of a packet of the uwsgi
 * protocol, then pairs of keys and values, each with its length before it in two bytes, the lower one first.
 *
 * @param verb what to do
 * @param vassal with whom
 * @param message what to say
 */
record Command(String verb, Optional<String> vassal, Optional<String> message) {
    private static final int HEADER_BYTES = 4;

    /**
     * Reads a datagram.
     *
     * @throws IllegalArgumentException when it is no command, with what is wrong
     */
    static Command parse(byte[] letter) {
        if (letter.length > Mailbox.MAX_LETTER) {
            throw new IllegalArgumentException("it is longer than " + Mailbox.MAX_LETTER + " bytes");
        }
        if (letter.length < HEADER_BYTES) {
            throw new IllegalArgumentException("it has no header");
        }
        ByteBuffer bytes = ByteBuffer.wrap(letter).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(HEADER_BYTES);
        Map<String, String> pairs = new HashMap<>();
        while (bytes.hasRemaining()) {
            String key = text(bytes);
            pairs.put(key, text(bytes));
        }
        String verb = pairs.getOrDefault("cmd", pairs.getOrDefault("command", ""));
        if (verb.isEmpty()) {
            throw new IllegalArgumentException("it has neither cmd nor command");
        }
        return new Command(verb, given(pairs, "vassal"), given(pairs, "msg"));
    }

    private static Optional<String> given(Map<String, String> pairs, String key) {
        return Optional.ofNullable(pairs.get(key)).filter(value -> !value.isEmpty());
    }

    private static String text(ByteBuffer bytes) {
        if (bytes.remaining() < Short.BYTES) {
            throw new IllegalArgumentException("it ends within a length");
        }
        int length = Short.toUnsignedInt(bytes.getShort());
        if (length > bytes.remaining()) {
            throw new IllegalArgumentException(
                    "it ends within a text: " + length + " bytes are announced, " + bytes.remaining() + " are there");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, UTF_8);
    }
}
