package org.jwsgi.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SocketMapTest {
    private final RecordingLogger log = new RecordingLogger();
    private final List<Listener> listeners = List.of(listener(0), listener(1), listener(2));

    @Test
    void a_socket_without_an_entry_is_served_by_all() {
        SocketMap map = SocketMap.of(List.of(), 2, log);
        assertThat(map.servedBy(1, listeners)).isEqualTo(listeners);
        assertThat(map.servedBy(2, listeners)).isEqualTo(listeners);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void a_mapped_socket_is_served_by_its_workers_only() {
        SocketMap map = SocketMap.of(List.of("0:1", "1:2,3", "1:1"), 4, log);
        assertThat(numbers(map.servedBy(1, listeners))).containsExactly(0, 1, 2);
        assertThat(log.lines())
                .containsExactly(
                        "mapped socket 0 (127.0.0.1:80) to worker 1", "mapped socket 1 (127.0.0.1:81) to worker 1");
        assertThat(numbers(map.servedBy(2, listeners))).containsExactly(1, 2);
        assertThat(numbers(map.servedBy(3, listeners))).containsExactly(1, 2);
        assertThat(numbers(map.servedBy(4, listeners))).containsExactly(2);
    }

    @Test
    void mistakes_are_told() {
        for (String entry : List.of("x", "", "0", "0:", ":1", "0:x", "0:1,", "-1:1", "0:99999999999")) {
            assertThatThrownBy(() -> SocketMap.of(List.of(entry), 2, log))
                    .hasMessage("invalid socket mapping \"" + entry + "\", must be socket:worker[,worker...]");
        }
        for (String worker : List.of("0", "3")) {
            assertThatThrownBy(() -> SocketMap.of(List.of("0:1," + worker), 2, log))
                    .hasMessage("invalid worker num: " + worker + " in map-socket \"0:1," + worker + "\"");
        }
    }

    @Test
    void an_entry_for_a_socket_that_does_not_exist_is_warned_of() {
        SocketMap.of(List.of("2:1", "3:1"), 1, log).warnOfUnknownSockets(listeners);
        assertThat(log.lines()).containsExactly("map-socket: there is no socket 3 (sockets: 3)");
    }

    private static List<Integer> numbers(List<Listener> listeners) {
        return listeners.stream().map(Listener::number).toList();
    }

    private static Listener listener(int number) {
        return new Listener(
                number, 10 + number, "127.0.0.1:" + (80 + number), Listener.Family.TCP, 80 + number, "http", false);
    }
}
