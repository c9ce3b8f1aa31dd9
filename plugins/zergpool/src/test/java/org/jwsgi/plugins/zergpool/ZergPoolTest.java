package org.jwsgi.plugins.zergpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.listener.FakeDescriptors.FakeChannel;
import org.jwsgi.api.listener.OpenListener;
import org.jwsgi.api.master.FakeMasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.api.zerg.ZergWire;

class ZergPoolTest {
    @Test
    void the_first_colon_ends_the_name() {
        assertThat(ZergPool.parse(List.of("/tmp/p:127.0.0.1:3031,/tmp/u")))
                .containsExactly(new ZergPool("/tmp/p", List.of("127.0.0.1:3031", "/tmp/u")));
    }

    @Test
    void mistakes_have_uwsgis_words() {
        for (String wrong : List.of("/tmp/p", "/tmp/p:", ":127.0.0.1:3031", "/tmp/p:,")) {
            assertThatThrownBy(() -> ZergPool.parse(List.of(wrong)))
                    .isInstanceOf(ServiceException.class)
                    .hasMessage("invalid zergpool syntax: " + wrong);
        }
        assertThatThrownBy(() -> ZergPool.parse(List.of("p:a", "p:b"))).hasMessage("two zergpools have the name p");
    }

    @Test
    void each_pool_hands_out_its_own_sockets_to_whom_it_may() throws InterruptedException {
        FakeMasterContext context = new FakeMasterContext(
                        new ZergPoolOptions(List.of("/tmp/p:127.0.0.1:3031,/tmp/u"), List.of("www")))
                .listening(List.of(
                        new OpenListener(5, "/tmp/p", "/tmp/p", Optional.empty()),
                        new OpenListener(6, "127.0.0.1:3031", "127.0.0.1:3031", Optional.empty()),
                        new OpenListener(7, "/tmp/u", "/tmp/u", Optional.empty()),
                        new OpenListener(8, "127.0.0.1:80", "127.0.0.1:80", Optional.of("http"))));
        try (MasterService service =
                new ZergPoolServiceProvider().create(context).orElseThrow()) {
            service.start();
            FakeChannel stranger = new FakeChannel(65534);
            FakeChannel named = new FakeChannel(33);
            context.descriptors().connecting(stranger).connecting(named);
            stranger.awaitClosed();
            named.awaitClosed();
            assertThat(stranger.sent()).isEmpty();
            assertThat(named.sent().getFirst().bytes()).isEqualTo(ZergWire.message(2));
            assertThat(named.sent().getFirst().descriptors()).containsExactly(6, 7);
        }
        assertThat(context.log().lines())
                .anyMatch(line -> line.contains("zergpool /tmp/p bound to TCP socket 127.0.0.1:3031 (fd: 6)"))
                .anyMatch(line -> line.contains("zergpool /tmp/p bound to UNIX socket /tmp/u (fd: 7)"));
    }
}
