package org.jwsgi.it;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import net.minidev.json.parser.JSONParser;
import net.minidev.json.parser.ParseException;

/** What an Emperor tells about itself at the UNIX socket of its {@code emperor-stats}. */
record EmperorLook(Path socket) {
    /** A condition that may fail to be read. */
    interface Condition {
        boolean holds() throws Exception;
    }

    JSONObject stats() throws IOException, ParseException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            StringBuilder text = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer.clear()) >= 0) {
                text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            }
            return (JSONObject) new JSONParser(JSONParser.MODE_PERMISSIVE).parse(text.toString());
        }
    }

    /** Returns the objects of a list, such as {@code vassals}. */
    List<JSONObject> list(String key) throws IOException, ParseException {
        List<JSONObject> objects = new ArrayList<>();
        if (stats().get(key) instanceof JSONArray items) {
            items.forEach(item -> objects.add((JSONObject) item));
        }
        return objects;
    }

    /** Returns the names in a list. */
    List<String> ids(String key) throws IOException, ParseException {
        return list(key).stream().map(one -> String.valueOf(one.get("id"))).toList();
    }

    Optional<JSONObject> vassal(String id) throws IOException, ParseException {
        return list("vassals").stream()
                .filter(vassal -> id.equals(vassal.get("id")))
                .findFirst();
    }

    /** Returns a number of a vassal, -2 when there is no such vassal. */
    long fact(String id, String key) throws IOException, ParseException {
        return vassal(id).map(vassal -> vassal.getAsNumber(key).longValue()).orElse(-2L);
    }

    /** Waits for a number of a vassal. */
    void awaitFact(String id, String key, long value) throws Exception {
        await(id + " with " + key + " " + value, () -> fact(id, key) == value);
    }

    /** Asks again and again; each question is a connection to the stats server or a look at the log. */
    static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (SocketException e) {
                // The stats server does not listen yet.
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what);
            }
            Thread.onSpinWait();
        }
    }
}
