package org.jwsgi.plugins.curlcron;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.cron.CronClock;
import org.jwsgi.api.master.MasterContext;
import org.jwsgi.api.master.MasterService;

/**
 * Looks at the clock every second and fetches what is due. The look is on the master loop; each fetch has a virtual thread
 * of its own, so that a slow server delays nothing. A fetch is given up when it is not over after a minute, whatever still
 * comes, and when the instance ends. While a fetch of a line runs, the next one of that line waits.
 */
final class CurlCronService implements MasterService {
    /** From the first look for the server's address to the last byte of the response. */
    static final Duration LONGEST = Duration.ofSeconds(60);
    /** uWSGI's default of {@code socket-timeout}. */
    private static final Duration CONNECT = Duration.ofSeconds(4);

    private static final String HAND_OVER = "CURL_CRON";

    private final MasterContext context;
    private final Supplier<LocalDateTime> localTime;
    private final LongSupplier monotonic;
    private final Duration longest;
    private final CronClock clock = new CronClock();
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable HttpClient client;
    private boolean ending;

    /** What is fetched, and when it was. The master loop's, but for {@code running}, which the fetch itself ends. */
    private static final class Entry {
        final CurlCronOptions.Fetch fetch;
        final CronClock.Runs runs = new CronClock.Runs();
        volatile boolean running;
        boolean due;
        boolean toldOfDelay;

        Entry(CurlCronOptions.Fetch fetch) {
            this.fetch = fetch;
        }
    }

    /**
     * Creates the service.
     *
     * @param localTime gives the time that the fields mean
     * @param monotonic gives seconds of a clock that nobody can set
     * @param longest how long a fetch may take as a whole
     */
    CurlCronService(
            MasterContext context,
            CurlCronOptions options,
            Supplier<LocalDateTime> localTime,
            LongSupplier monotonic,
            Duration longest) {
        this.context = context;
        this.localTime = localTime;
        this.monotonic = monotonic;
        this.longest = longest;
        options.fetches().forEach(fetch -> entries.add(new Entry(fetch)));
    }

    @Override
    public void start() {
        entries.forEach(
                entry -> context.log().info("[jwsgi-cron] URL \"{}\" registered as cron task", entry.fetch.address()));
        context.handedOver(HAND_OVER).ifPresent(this::resume);
        context.handOver(HAND_OVER, this::memory);
        context.post(this::onTick);
    }

    /** Returns the clock's position, and when each URL was fetched: it is not fetched again because of a reload. */
    private String memory() {
        StringBuilder memory = new StringBuilder(clock.position());
        for (Entry entry : entries) {
            memory.append('\n').append(entry.runs.last().orElse(-1)).append(' ').append(entry.fetch.key());
        }
        return memory.toString();
    }

    private void resume(String memory) {
        String[] lines = memory.split("\n", -1);
        clock.resume(lines[0]);
        for (Entry entry : entries) {
            for (String line : lines) {
                int space = line.indexOf(' ');
                if (space > 0 && line.substring(space + 1).equals(entry.fetch.key())) {
                    remember(entry.runs, line.substring(0, space));
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
            entry.due |= clock.isDue(entry.fetch.fields(), entry.runs);
            if (entry.due) {
                begin(entry);
            }
        }
    }

    private void begin(Entry entry) {
        if (entry.running) {
            if (!entry.toldOfDelay) {
                entry.toldOfDelay = true;
                context.log().warn("[jwsgi-cron] \"{}\" waits: the last fetch of it still runs", entry.fetch.address());
            }
            return;
        }
        entry.due = false;
        entry.toldOfDelay = false;
        entry.running = true;
        HttpClient ready = client();
        Thread.ofVirtual().name("curl-cron").start(() -> {
            try {
                fetch(ready, entry.fetch);
            } finally {
                entry.running = false;
            }
        });
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
        // The client's own limit ends with the head of the response, so this one is kept here.
        CompletableFuture<HttpResponse<Void>> exchange = ready.sendAsync(
                HttpRequest.newBuilder(fetch.address()).build(), HttpResponse.BodyHandlers.discarding());
        try {
            HttpResponse<Void> response = exchange.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            context.log()
                    .info(
                            "[jwsgi-cron] fetched \"{}\" (status: {}, after: {} ms)",
                            fetch.address(),
                            response.statusCode(),
                            (System.nanoTime() - start) / 1_000_000);
        } catch (TimeoutException e) {
            failed(fetch, "it is not over after " + longest.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed(fetch, cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.cancel(true); // closes the connection unless all is over
        }
    }

    private void failed(CurlCronOptions.Fetch fetch, String reason) {
        context.log().warn("[jwsgi-cron] cannot fetch \"{}\": {}", fetch.address(), reason);
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
