package org.jwsgi.plugins.uwsgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Builds packets for tests. */
final class UwsgiPacket {
    private UwsgiPacket() {}

    /** Returns a packet with pairs of names and values. */
    static byte[] of(int modifier1, int modifier2, String... namesAndValues) {
        return withBlock(modifier1, modifier2, block(namesAndValues));
    }

    static byte[] withBlock(int modifier1, int modifier2, byte[] block) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(modifier1);
        writeShort(out, block.length);
        out.write(modifier2);
        out.writeBytes(block);
        return out.toByteArray();
    }

    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String text : namesAndValues) {
            writeShort(out, text.length());
            out.writeBytes(text.getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }

    /** Returns a packet and the bytes behind it. */
    static byte[] followedBy(byte[] packet, String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(packet);
        out.writeBytes(body.getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    static byte[] resource(String name) {
        try (InputStream in = UwsgiPacket.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeShort(ByteArrayOutputStream out, int number) {
        out.write(number);
        out.write(number >> 8);
    }
}
