package org.jwsgi.kernel.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.ServiceException;
import org.jwsgi.kernel.JwsgiException;

class ServiceSetTest {
    private final List<String> events = new ArrayList<>();
    private final ServiceSet services = new ServiceSet();

    private ServiceSource.Owned service(String name, String failsOn) {
        return new ServiceSource.Owned(name, new MasterService() {
            private void note(String what) {
                events.add(name + " " + what);
                if (what.equals(failsOn)) {
                    throw new IllegalStateException("broken");
                }
            }

            @Override
            public void start() {
                note("start");
            }

            @Override
            public void onTick() {
                note("tick");
            }

            @Override
            public void close() {
                note("close");
            }
        });
    }

    @Test
    void closes_in_reverse_and_once() {
        services.start(List.of(service("a", ""), service("b", "")));
        services.close();
        services.close();
        assertThat(events).containsExactly("a start", "b start", "b close", "a close");
    }

    @Test
    void a_failed_start_closes_what_has_started() {
        assertThatThrownBy(
                        () -> services.start(List.of(service("a", "close"), service("b", "start"), service("c", ""))))
                .isInstanceOfSatisfying(
                        JwsgiException.class, e -> assertThat(e.kind()).isEqualTo(JwsgiException.Kind.PLUGIN))
                .hasMessageContaining("plugin b failed to start");
        assertThat(events).containsExactly("a start", "b start", "b close", "a close");
    }

    @Test
    void a_service_that_explains_itself_needs_no_trace() {
        ServiceSource.Owned refusing = new ServiceSource.Owned("stats", new MasterService() {
            @Override
            public void start() {
                throw new ServiceException("cannot bind", null);
            }

            @Override
            public void close() {}
        });
        assertThatThrownBy(() -> services.start(List.of(refusing)))
                .isInstanceOfSatisfying(
                        JwsgiException.class, e -> assertThat(e.kind()).isEqualTo(JwsgiException.Kind.ENVIRONMENT))
                .hasMessage("stats: cannot bind");
    }

    @Test
    void a_broken_tick_does_not_keep_the_others() {
        services.start(List.of(service("a", "tick"), service("b", "tick"), service("c", "")));
        events.clear();
        services.tick();
        services.tick();
        assertThat(events).hasSize(6).contains("c tick");
    }
}
