package org.jwsgi.plugins.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;

/** Reads a stats server as uwsgitop does: connect, read to the end, parse. */
final class StatsReader {
    private StatsReader() {}

    static Map<String, Object> parse(byte[] json, int mode) throws ParseException {
        Object tree = new JSONParser(mode).parse(new String(json, UTF_8), JSONValue.defaultReader.DEFAULT_ORDERED);
        @SuppressWarnings("unchecked") // JSON objects have strings as keys
        Map<String, Object> map = (Map<String, Object>) tree;
        return map;
    }

    static SocketAddress tcp(String name) {
        int colon = name.lastIndexOf(':');
        return new InetSocketAddress(name.substring(0, colon), Integer.parseInt(name.substring(colon + 1)));
    }

    static String read(SocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return readToEnd(channel);
        }
    }

    static String readToEnd(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        while (channel.read(buffer) >= 0) {
            assertRoom(buffer);
        }
        return new String(buffer.array(), 0, buffer.position(), UTF_8);
    }

    private static void assertRoom(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            throw new AssertionError("more than a megabyte of stats");
        }
    }
}
