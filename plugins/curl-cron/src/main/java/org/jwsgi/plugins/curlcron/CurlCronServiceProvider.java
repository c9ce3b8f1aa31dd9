package org.jwsgi.plugins.curlcron;

import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jwsgi.api.ProcessRole;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;
import org.jwsgi.api.master.MasterServiceProvider;

/** Creates the service that fetches URLs at given times when there are any. */
public final class CurlCronServiceProvider implements MasterServiceProvider {
    /** Creates the provider; the plugin host calls this. */
    public CurlCronServiceProvider() {}

    @Override
    public String name() {
        return "curl-cron";
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(CurlCronOptions.class);
    }

    @Override
    public Set<ProcessRole> roles() {
        return EnumSet.of(ProcessRole.MASTER);
    }

    @Override
    public Optional<MasterService> create(MasterContext context) {
        CurlCronOptions options = context.options(CurlCronOptions.class);
        return options.fetches().isEmpty()
                ? Optional.empty()
                : Optional.of(new CurlCronService(
                        context,
                        options,
                        LocalDateTime::now,
                        () -> System.nanoTime() / 1_000_000_000,
                        CurlCronService.LONGEST));
    }
}
