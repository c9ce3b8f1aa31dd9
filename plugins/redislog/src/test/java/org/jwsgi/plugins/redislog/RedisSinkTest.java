package org.jwsgi.plugins.redislog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.api.log.LogLine;

/** What errors of a Redis server mean for a line. */
@Timeout(60)
class RedisSinkTest {
    @Test
    void a_line_is_lost_by_a_mistake_but_not_by_a_state_of_the_server_that_passes() throws Exception {
        List<String> answers = List.of("-LOADING Redis is loading the dataset in memory", "-ERR unknown command", ":0");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread redis = Thread.ofVirtual().start(() -> serve(server, answers));
            String address = "127.0.0.1:" + server.getLocalPort();
            RedisSink sink = RedisLoggerProvider.sink(address);
            LogLine line = new LogLine("text\n".getBytes(UTF_8), 0, false);
            assertThatThrownBy(() -> sink.write(line))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(address + ": the server takes nothing now: loading redis is");
            assertThatThrownBy(() -> sink.write(line))
                    .isInstanceOf(RedisSink.RefusedException.class)
                    .hasMessage("the server refuses the line: ERR unknown command");
            assertThatCode(() -> sink.write(line)).doesNotThrowAnyException();
            sink.close();
            redis.join();
        }
    }

    /** Gives one answer for each command, which comes in one piece; the sink connects anew where the server is to blame. */
    private static void serve(ServerSocket server, List<String> answers) {
        int given = 0;
        while (given < answers.size()) {
            try (Socket client = server.accept()) {
                byte[] command = new byte[4096];
                while (given < answers.size() && client.getInputStream().read(command) > 0) {
                    client.getOutputStream().write((answers.get(given++) + "\r\n").getBytes(UTF_8));
                }
            } catch (IOException e) {
                return; // the sink's complaint tells
            }
        }
    }
}
