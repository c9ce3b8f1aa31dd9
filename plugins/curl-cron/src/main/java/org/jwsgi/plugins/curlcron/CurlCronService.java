package org.jwsgi.plugins.curlcron;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.cron.CronClock;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/**
 * Looks at the clock every second and fetches what is due. The look is on the master loop; each fetch has a virtual thread
 * of its own, so that a slow server delays nothing. A fetch that still runs when the instance ends is given up.
 */
final class CurlCronService implements MasterService {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** uWSGI's default of {@code socket-timeout}. */
    private static final Duration CONNECT = Duration.ofSeconds(4);

    private static final String HAND_OVER = "CURL_CRON";

    private final MasterContext context;
    private final Supplier<LocalDateTime> localTime;
    private final LongSupplier monotonic;
    private final CronClock clock = new CronClock();
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable HttpClient client;
    private boolean ending;

    /** What is fetched, and when it was. */
    private record Entry(CurlCronOptions.Fetch fetch, CronClock.Runs runs) {}

    /**
     * Creates the service.
     *
     * @param localTime gives the time that the fields mean
     * @param monotonic gives seconds of a clock that nobody can set
     */
    CurlCronService(
            MasterContext context, CurlCronOptions options, Supplier<LocalDateTime> localTime, LongSupplier monotonic) {
        this.context = context;
        this.localTime = localTime;
        this.monotonic = monotonic;
        options.fetches().forEach(fetch -> entries.add(new Entry(fetch, new CronClock.Runs())));
    }

    @Override
    public void start() {
        entries.forEach(entry -> context.log()
                .info(
                        "[jwsgi-cron] URL \"{}\" registered as cron task",
                        entry.fetch().address()));
        context.handedOver(HAND_OVER).ifPresent(this::resume);
        context.handOver(HAND_OVER, this::memory);
        context.post(this::onTick);
    }

    /** Returns the clock's position, and when each URL was fetched: it is not fetched again because of a reload. */
    private String memory() {
        StringBuilder memory = new StringBuilder(clock.position());
        for (Entry entry : entries) {
            memory.append('\n')
                    .append(entry.runs().last().orElse(-1))
                    .append(' ')
                    .append(entry.fetch().key());
        }
        return memory.toString();
    }

    private void resume(String memory) {
        String[] lines = memory.split("\n", -1);
        clock.resume(lines[0]);
        for (Entry entry : entries) {
            for (String line : lines) {
                int space = line.indexOf(' ');
                if (space > 0 && line.substring(space + 1).equals(entry.fetch().key())) {
                    remember(entry.runs(), line.substring(0, space));
                }
            }
        }
    }

    private void remember(CronClock.Runs runs, String text) {
        try {
            long last = Long.parseLong(text);
            if (last >= 0 && last <= monotonic.getAsLong()) {
                runs.remember(last);
            }
        } catch (NumberFormatException e) {
            context.log().warn("[jwsgi-cron] cannot read what the last master left: {}", text);
        }
    }

    @Override
    public void onTick() {
        if (ending) {
            return;
        }
        clock.look(localTime.get(), monotonic.getAsLong());
        for (Entry entry : entries) {
            if (clock.isDue(entry.fetch().fields(), entry.runs())) {
                HttpClient ready = client();
                Thread.ofVirtual().name("curl-cron").start(() -> fetch(ready, entry.fetch()));
            }
        }
    }

    private HttpClient client() {
        HttpClient ready = client;
        if (ready == null) {
            ready = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(connectTimeout())
                    .build();
            client = ready;
        }
        return ready;
    }

    private Duration connectTimeout() {
        List<String> configured = context.instance().options().getOrDefault("socket-timeout", List.of());
        try {
            long seconds = configured.isEmpty() ? 0 : Long.parseLong(configured.getLast());
            return seconds > 0 ? Duration.ofSeconds(seconds) : CONNECT;
        } catch (NumberFormatException e) {
            return CONNECT; // the kernel has refused such a value
        }
    }

    private void fetch(HttpClient ready, CurlCronOptions.Fetch fetch) {
        long start = System.nanoTime();
        try {
            HttpResponse<Void> response = ready.send(
                    HttpRequest.newBuilder(fetch.address()).timeout(LONGEST).build(),
                    HttpResponse.BodyHandlers.discarding());
            context.log()
                    .info(
                            "[jwsgi-cron] fetched \"{}\" (status: {}, after: {} ms)",
                            fetch.address(),
                            response.statusCode(),
                            (System.nanoTime() - start) / 1_000_000);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            context.log().warn("[jwsgi-cron] cannot fetch \"{}\": {}", fetch.address(), reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ending = true;
        HttpClient used = client;
        if (used != null) {
            used.shutdownNow();
            client = null;
        }
    }
}
