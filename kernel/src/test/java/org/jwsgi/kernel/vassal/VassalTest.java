package org.jwsgi.kernel.vassal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.hook.HookPhases;
import org.jwsgi.kernel.posix.ByteSocket;
import org.jwsgi.kernel.posix.Descriptors;
import org.jwsgi.kernel.supervise.EventLoop;

class VassalTest {
    private static final long PATIENCE_MILLIS = 60_000;

    @TempDir
    Path directory;

    private final Descriptors.Pair pair = Descriptors.streamPair();
    private final ByteSocket emperor = new ByteSocket(pair.first());
    private final EventLoop loop = new EventLoop();
    private final List<String> orders = new ArrayList<>();
    private boolean emperorGone;

    @AfterEach
    void close() {
        Descriptors.close(pair.second());
        die();
    }

    private void die() {
        if (!emperorGone) {
            emperorGone = true;
            Descriptors.close(pair.first());
        }
    }

    private boolean busy;
    private final Vassal.Orders recording = new Vassal.Orders() {
        @Override
        public void stop(boolean gracefully) {
            orders.add("stop " + gracefully);
        }

        @Override
        public boolean reload() {
            orders.add("reload");
            return !busy;
        }

        @Override
        public void lost() {
            orders.add("lost");
        }
    };

    private Map<String, String> environment() {
        return Map.of("UWSGI_EMPEROR_FD", Integer.toString(pair.second()));
    }

    private static VassalOptions options() {
        return new VassalOptions(Duration.ZERO, Duration.ZERO, 0, Optional.empty());
    }

    private Vassal vassal(boolean reloaded) {
        Vassal vassal =
                Vassal.of(environment(), options(), HookPhases.NONE, reloaded).orElseThrow();
        vassal.begin(loop, recording);
        return vassal;
    }

    private List<Integer> told() {
        List<Integer> told = new ArrayList<>();
        if (emperor.receive() instanceof ByteSocket.Received.Bytes(byte[] bytes)) {
            for (byte message : bytes) {
                told.add((int) message);
            }
        }
        return told;
    }

    @Test
    void orders_come_in_their_order_and_unknown_bytes_are_passed_over() {
        vassal(false);
        for (int message : new int[] {1, 99, 200, 2}) {
            assertThat(emperor.send(message)).isTrue();
        }
        loop.turn(PATIENCE_MILLIS);
        assertThat(orders).containsExactly("reload", "stop true");
    }

    @Test
    void a_vassal_that_has_to_stop_at_once_hangs_up() {
        Vassal vassal = vassal(false);
        emperor.send(0);
        loop.turn(PATIENCE_MILLIS);
        assertThat(orders).containsExactly("stop false");
        vassal.alive();
        assertThat(emperor.receive()).isInstanceOf(ByteSocket.Received.End.class);
    }

    @Test
    void a_dead_emperor_is_noticed_once() {
        vassal(false);
        die();
        loop.turn(PATIENCE_MILLIS);
        loop.turn(0);
        assertThat(orders).containsExactly("lost");
    }

    @Test
    void an_emperor_that_dies_after_an_order_is_noticed_too() {
        vassal(false);
        emperor.send(2);
        die();
        loop.turn(PATIENCE_MILLIS);
        loop.turn(PATIENCE_MILLIS);
        assertThat(orders).containsExactly("stop true", "lost");
    }

    @Test
    void tells_of_its_life_in_the_bytes_of_the_protocol() {
        Vassal vassal = vassal(false);
        vassal.accepting();
        vassal.accepting();
        assertThat(told()).containsExactly(1, 5, 5);
        vassal.served(7);
        vassal.served(7);
        vassal.served(8);
        vassal.ended(7);
        vassal.served(7);
        assertThat(told()).containsExactly(17, 17, 17);
        vassal.alive();
        vassal.askForEnd();
        vassal.askForReinforcements();
        vassal.askForConfig();
        assertThat(told()).containsExactly(26, 22, 30, 2);
    }

    @Test
    void a_reload_is_no_start() {
        Vassal vassal = vassal(true);
        vassal.spawned();
        vassal.accepting();
        assertThat(told()).containsExactly(5);
    }

    @Test
    void an_order_to_reload_that_comes_during_a_reload_is_not_lost() {
        Vassal vassal = vassal(false);
        busy = true;
        assertThat(emperor.send(1)).isTrue();
        loop.turn(PATIENCE_MILLIS);
        assertThat(orders).containsExactly("reload");
        // The reload that was under way is refused ...
        vassal.payReload();
        assertThat(orders).containsExactly("reload", "reload");
        // ... or the next image takes the order over.
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(vassal.debts());
        busy = false;
        orders.clear();
        Vassal next = Vassal.of(environment, options(), HookPhases.NONE, true).orElseThrow();
        next.begin(loop, recording);
        assertThat(orders).isEmpty();
        next.accepting();
        next.accepting();
        assertThat(orders).containsExactly("reload");
        assertThat(next.debts()).isEmpty();
    }

    @Test
    void an_emperor_that_never_reads_holds_nobody_up() {
        Vassal vassal = vassal(false);
        for (int i = 0; i < 10_000; i++) {
            vassal.alive();
        }
        assertThat(told()).hasSize(64).containsOnly(26);
    }

    @Test
    void what_is_no_connection_to_an_emperor_is_refused_in_one_line() {
        assertThat(EmperorLink.find(Map.of())).isEmpty();
        refused("x", "it is no number");
        refused("-1", "it is no number");
        refused("999999", "it is not open");
        Descriptors.Pair pipe = Descriptors.pipe();
        refused(Integer.toString(pipe.first()), "it is no stream socket");
        Descriptors.close(pipe.first());
        Descriptors.close(pipe.second());
    }

    private static void refused(String descriptor, String reason) {
        assertThatThrownBy(() -> EmperorLink.find(Map.of("UWSGI_EMPEROR_FD", descriptor)))
                .isInstanceOf(JwsgiException.class)
                .hasMessage("cannot use descriptor " + descriptor + " of UWSGI_EMPEROR_FD to talk to an Emperor: "
                        + reason);
    }

    @Test
    void only_what_the_first_process_needs_is_taken_from_an_environment() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "UWSGI_EMPEROR_FD", "5", "UWSGI_EMPEROR_FD_CONFIG", "6", "JWSGI_EMPEROR_CONFIG", "7", "PATH", "/bin"));
        EmperorLink.removeFrom(variables);
        assertThat(variables).containsOnlyKeys("PATH");
    }

    @Test
    void a_proxy_hands_the_connection_on() {
        String path = directory.resolve("proxy").toString();
        EmperorProxy proxy = EmperorProxy.offer(path, List.of(pair.second()));
        Map<String, String> resolved = EmperorProxy.resolve(Map.of("UWSGI_EMPEROR_PROXY", path, "A", "b"));
        proxy.close();
        assertThat(resolved).containsOnlyKeys("A", "UWSGI_EMPEROR_FD");
        int copy = EmperorLink.descriptors(resolved).getFirst();
        assertThat(copy).isNotEqualTo(pair.second());
        new ByteSocket(copy).send(17);
        assertThat(told()).containsExactly(17);
        Descriptors.close(copy);
        assertThat(directory.resolve("proxy")).doesNotExist();
    }

    @Test
    void a_vassal_does_not_ask_a_proxy() {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("UWSGI_EMPEROR_PROXY", directory.resolve("nobody").toString());
        assertThat(EmperorProxy.resolve(environment)).isSameAs(environment);
    }
}
