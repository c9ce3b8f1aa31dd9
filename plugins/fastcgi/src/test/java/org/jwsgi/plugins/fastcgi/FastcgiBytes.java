package org.jwsgi.plugins.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jwsgi.api.protocol.ConnectionCodec;
import org.jwsgi.api.protocol.ConnectionInfo;

/** Builds what a front server sends. */
final class FastcgiBytes {
    static final ConnectionInfo CONNECTION =
            new ConnectionInfo("/run/app.sock", true, "", 0, "", 0, "machine", 4096, 64);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static ConnectionCodec codec(boolean nph) {
        return new FastcgiProtocol(new FastcgiOptions(5, 6), nph, 8).open(CONNECTION);
    }

    /** Appends a record with padding. */
    FastcgiBytes padded(int padding, int type, int id, String content) {
        out.writeBytes(new byte[] {
            1,
            (byte) type,
            (byte) (id >> 8),
            (byte) id,
            (byte) (content.length() >> 8),
            (byte) content.length(),
            (byte) padding,
            0
        });
        out.writeBytes(content.getBytes(ISO_8859_1));
        out.writeBytes(new byte[padding]);
        return this;
    }

    FastcgiBytes record(int type, int id, String content) {
        return padded(0, type, id, content);
    }

    FastcgiBytes begin(int id, int role, int flags) {
        return record(Records.BEGIN_REQUEST, id, "\0" + (char) role + (char) flags + "\0\0\0\0\0");
    }

    /** Appends a whole parameter stream in one record. */
    FastcgiBytes params(int id, String... namesAndValues) {
        if (namesAndValues.length > 0) {
            record(Records.PARAMS, id, pairs(namesAndValues));
        }
        return record(Records.PARAMS, id, "");
    }

    /** Appends a whole body in one record. */
    FastcgiBytes stdin(int id, String body) {
        if (!body.isEmpty()) {
            record(Records.STDIN, id, body);
        }
        return record(Records.STDIN, id, "");
    }

    FastcgiBytes raw(String bytes) {
        out.writeBytes(bytes.getBytes(ISO_8859_1));
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static String pairs(String... namesAndValues) {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            length(pairs, namesAndValues[i].length());
            length(pairs, namesAndValues[i + 1].length());
            pairs.append(namesAndValues[i]).append(namesAndValues[i + 1]);
        }
        return pairs.toString();
    }

    private static void length(StringBuilder pairs, int length) {
        if (length < 128) {
            pairs.append((char) length);
        } else {
            pairs.append((char) (length >> 24 | 0x80))
                    .append((char) (length >> 16 & 0xFF))
                    .append((char) (length >> 8 & 0xFF))
                    .append((char) (length & 0xFF));
        }
    }

    static byte[] resource(String name) {
        try (InputStream in = FastcgiBytes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
