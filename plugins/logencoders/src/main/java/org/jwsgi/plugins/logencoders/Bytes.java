package org.jwsgi.plugins.logencoders;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** What encoders do with bytes. */
final class Bytes {
    private Bytes() {}

    /** A stream on top of another one. */
    @FunctionalInterface
    interface Layer {
        OutputStream on(OutputStream below) throws IOException;
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Returns what comes out when all bytes have gone through a stream. */
    static byte[] through(byte[] bytes, Layer layer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + bytes.length);
        try (OutputStream stream = layer.on(out)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no I/O errors
        }
        return out.toByteArray();
    }
}
