package org.jwsgi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stats pushers, next to those of the real uWSGI: the same datagrams in the same order, but for the values. */
class StatsPushersIT {
    /** The last metric of a push. */
    private static final String LAST = "last";

    @TempDir
    Path directory;

    @Test
    void datagrams_are_those_of_uwsgi() throws Exception {
        Programs.require("uwsgi", "uwsgi-core and uwsgi-infrastructure-plugins");
        try (DatagramSocket statsd = receiver();
                DatagramSocket socket = receiver()) {
            List<String> theirs;
            List<String> theirSocket;
            List<String> uwsgi = new ArrayList<>(
                    List.of("uwsgi", "--need-plugin", "stats_pusher_statsd", "--need-plugin", "stats_pusher_socket"));
            uwsgi.addAll(arguments(statsd, socket));
            try (ServerProcess server = ServerProcess.start(directory, Map.of(), uwsgi)) {
                theirs = push(statsd, "uwsgi");
                theirSocket = push(socket, "px");
            }
            drain(statsd);
            drain(socket);
            List<String> ours = new ArrayList<>(arguments(statsd, socket));
            ours.addAll(
                    List.of("--jwsgi", Programs.app("Probe"), "--stats-push", "file:path=pushed,freq=1,separator=--"));
            try (ServerProcess server = ServerProcess.jwsgi(directory, ours.toArray(String[]::new))) {
                assertThat(push(statsd, "uwsgi")).isEqualTo(theirs).contains("uwsgi.g:|g", "uwsgi.rss_size:|c");
                assertThat(push(socket, "px")).isEqualTo(theirSocket).contains("px.core.idle_workers 1 ");
                Path pushed = directory.resolve("pushed");
                ProcessLook.await(
                        "two trees in the file",
                        () -> Files.exists(pushed) && Files.readString(pushed).split("\n}--", -1).length >= 3);
                String first = Files.readString(pushed).split("\n}--", -1)[0] + "\n}";
                JSONObject tree = (JSONObject) JSONValue.parse(first);
                assertThat(tree).containsKeys("workers", "metrics");
            }
        }
    }

    private static List<String> arguments(DatagramSocket statsd, DatagramSocket socket) {
        return List.of(
                "--http-socket",
                "127.0.0.1:0",
                "--master",
                "--stats-pusher-default-freq",
                "1",
                "--metric",
                "name=g,type=gauge,oid=1.2,initial_value=3",
                "--metric",
                "name=" + LAST + ",type=absolute",
                "--stats-push",
                "statsd:127.0.0.1:" + statsd.getLocalPort(),
                "--stats-push",
                "socket:127.0.0.1:" + socket.getLocalPort() + ",px");
    }

    private static DatagramSocket receiver() throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setReceiveBufferSize(1 << 20);
        socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        return socket;
    }

    /** Returns a whole push, from its first metric to its last, without the values. */
    private static List<String> push(DatagramSocket socket, String prefix) throws Exception {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = receive(socket);
            if (line.startsWith(prefix + ".core.routed_signals")) {
                lines.clear();
            }
            lines.add(line.replaceFirst(":-?\\d+\\|", ":|").replaceFirst("( \\d) -?\\d+$", "$1 "));
            if (line.startsWith(prefix + '.' + LAST) && lines.getFirst().startsWith(prefix + ".core.routed_signals")) {
                return lines;
            }
        }
    }

    private static String receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    /** Forgets what has arrived; nobody sends any more. */
    private static void drain(DatagramSocket socket) throws Exception {
        socket.setSoTimeout(1);
        try {
            while (true) {
                receive(socket);
            }
        } catch (java.net.SocketTimeoutException e) {
            socket.setSoTimeout((int) ServerProcess.PATIENCE.toMillis());
        }
    }
}
