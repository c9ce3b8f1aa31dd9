package org.jwsgi.plugins.prometheus;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.answer.AnswerServer;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the server when {@code prometheus} asks for it. */
public final class PrometheusServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public PrometheusServiceProvider() {}

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(PrometheusOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        Exposition exposition = new Exposition(context.metrics(), new ProcessMemory()::resident);
        return context.options(PrometheusOptions.class)
                .address()
                .map(address -> new AnswerServer(
                        context,
                        new AnswerServer.Setup(
                                "prometheus server",
                                "prometheus",
                                address,
                                true,
                                () -> exposition.answer(context.counters())),
                        System::nanoTime));
    }
}
