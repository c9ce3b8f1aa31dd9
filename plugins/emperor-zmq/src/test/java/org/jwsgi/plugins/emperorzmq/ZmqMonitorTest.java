package org.jwsgi.plugins.emperorzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorSetupException;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.emperor.VassalSpec;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/** The contract with a real peer. The monitor is the one that binds, so nothing that it needs can fail once it runs. */
final class ZmqMonitorTest extends ImperialMonitorContract {
    private final ZMQ.Context zeromq = ZMQ.context(1);
    private int port;
    private ZMQ.@Nullable Socket peer;

    @BeforeEach
    void connectPeer() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ZMQ.Socket socket = zeromq.socket(SocketType.PUSH);
        socket.setLinger(0);
        socket.setReconnectIVL(20);
        socket.connect("tcp://127.0.0.1:" + port);
        peer = socket;
    }

    @AfterEach
    void closePeer() {
        Objects.requireNonNull(peer).close();
        zeromq.term();
    }

    private void send(String... parts) {
        ZMsg message = new ZMsg();
        List.of(parts).forEach(part -> message.add(part.getBytes(UTF_8)));
        assertThat(message.send(Objects.requireNonNull(peer))).isTrue();
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new ZmqMonitorProvider();
    }

    @Override
    protected String address() {
        return "zmq://tcp://127.0.0.1:" + port;
    }

    @Override
    protected void publish(String name, String config, Instant stamp) {
        send("touch", name, config);
    }

    @Override
    protected void withdraw(String name) {
        send("destroy", name);
    }

    @Override
    protected boolean breakSource() {
        return false;
    }

    @Override
    protected void repairSource() {}

    @Override
    protected boolean give(String name, VassalOwner owner, Instant stamp) {
        send("touch", name, "", "" + owner.uid(), "" + owner.gid());
        return true;
    }

    private static VassalSpec vassal(FakeEmperor emperor, String name) {
        emperor.await(name, vassals -> vassals.containsKey(name));
        return Objects.requireNonNull(emperor.vassals().get(name));
    }

    @Test
    void understands_every_part_and_logs_nonsense_as_uwsgi_does() {
        try (FakeEmperor emperor = new FakeEmperor()) {
            emperor.run(provider().create(MonitorAddress.of(address()), emperor));
            send("touch");
            send("frobnicate", "a.ini");
            send("destroy", "nobody.ini");
            send("touch", "readme.txt", "x");
            send("touch", "file.ini");
            send("touch", "demand.ini", "[uwsgi]\n", "", "", "/run/demand.socket", "and more");
            VassalSpec demand = vassal(emperor, "demand.ini");
            assertThat(demand)
                    .isEqualTo(VassalSpec.of("demand.ini", demand.stamp())
                            .withConfig("[uwsgi]\n")
                            .onDemand("/run/demand.socket"));
            assertThat(emperor.vassals()).containsOnlyKeys("file.ini", "demand.ini");
            assertThat(vassal(emperor, "file.ini").config()).isEmpty();
            assertThat(emperor.log().lines())
                    .anyMatch(line ->
                            line.endsWith("[emperor-zeromq] bad message received (command and instance name required)"))
                    .anyMatch(line -> line.endsWith("[emperor-zeromq] unknown command \"frobnicate\""))
                    .anyMatch(line -> line.endsWith("[emperor-zeromq] unknown instance \"nobody.ini\""));
        }
    }

    @Test
    void reloads_with_each_touch_and_keeps_a_configuration_that_is_not_sent_again() {
        try (FakeEmperor emperor = new FakeEmperor()) {
            emperor.run(provider().create(MonitorAddress.of(address()), emperor));
            send("touch", "a.ini", "ONE");
            VassalSpec one = vassal(emperor, "a.ini");
            send("touch", "a.ini", "");
            emperor.await(
                    "touch",
                    vassals ->
                            Objects.requireNonNull(vassals.get("a.ini")).stamp().isAfter(one.stamp()));
            assertThat(vassal(emperor, "a.ini").config()).isEqualTo(one.config());
        }
    }

    @Test
    void a_touch_keeps_the_owner_and_the_socket_that_it_does_not_name() {
        try (FakeEmperor emperor = new FakeEmperor()) {
            emperor.run(provider().create(MonitorAddress.of(address()), emperor));
            send("touch", "a.ini", "ONE", "1000", "1001", "/run/a.sock");
            VassalSpec first = vassal(emperor, "a.ini");
            send("touch", "a.ini");
            VassalSpec second = after(first, emperor);
            assertThat(second).isEqualTo(first.stampedAt(second.stamp()));
            send("touch", "a.ini", "", "", "", "");
            VassalSpec third = after(second, emperor);
            assertThat(third.owner()).isEqualTo(new VassalOwner(1000, 1001));
            assertThat(third.socket()).isEmpty();
        }
    }

    private static VassalSpec after(VassalSpec before, FakeEmperor emperor) {
        emperor.await(
                "touch",
                vassals -> Objects.requireNonNull(vassals.get(before.name()))
                        .stamp()
                        .isAfter(before.stamp()));
        return vassal(emperor, before.name());
    }

    @Test
    void says_that_its_address_is_taken_and_waits_for_it() throws Exception {
        try (FakeEmperor emperor = new FakeEmperor()) {
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                emperor.run(provider().create(MonitorAddress.of(address()), emperor));
                emperor.awaitFailure(0);
                assertThat(emperor.failures().getFirst())
                        .isEqualTo("cannot bind tcp://127.0.0.1:" + taken.getLocalPort() + ": address already in use");
            }
            send("touch", "a.ini", "x");
            vassal(emperor, "a.ini");
        }
    }

    @Test
    void refuses_what_is_no_address() {
        try (FakeEmperor emperor = new FakeEmperor()) {
            for (String address : List.of("zmq://", "zmq://127.0.0.1:5252", "zmq://ipc:///tmp/x", "zmq://tcp://*:x")) {
                assertThatThrownBy(() -> provider().create(MonitorAddress.of(address), emperor))
                        .isInstanceOf(MonitorSetupException.class)
                        .hasMessage("invalid address of an imperial monitor: " + address
                                + " must be zmq://tcp://HOST:PORT");
            }
        }
    }
}
