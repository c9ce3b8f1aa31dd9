package org.jwsgi.plugins.emperorhttp;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.emperor.ChangeStamps;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.PollingMonitor;
import org.jwsgi.api.emperor.VassalSpec;

/**
 * Gets the list for each scan, or learns from the server that it is still the one it had: by its {@code ETag}, or else its
 * time. Only a list that is good in every part counts. The monitor's thread, but for {@link #close}.
 */
final class HttpMonitor implements PollingMonitor {
    private final ListAddress address;
    private final HttpMonitorOptions options;
    private final ChangeStamps stamps = new ChangeStamps();
    private Page page = new Page(List.of(), Optional.empty(), Optional.empty());
    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * The last good list.
     *
     * @param tag its {@code ETag}
     * @param time its {@code Last-Modified}
     */
    private record Page(List<VassalSpec> vassals, Optional<String> tag, Optional<String> time) {}

    HttpMonitor(ListAddress address, HttpMonitorOptions options) {
        this.address = address;
        this.options = options;
    }

    @Override
    public String label(MonitorAddress configured) {
        return address.toString();
    }

    @Override
    public Collection<VassalSpec> scan() throws MonitorException, InterruptedException {
        HttpResponse<byte[]> response = get();
        switch (response.statusCode()) {
            case 200 -> page = read(response);
            case 304 -> {
                if (page.tag().isEmpty() && page.time().isEmpty()) {
                    throw failure("the server says that an unknown list has not changed", null);
                }
            }
            case 301, 302, 303, 307, 308 ->
                throw failure(
                        "the server has it elsewhere (status " + response.statusCode() + "), which is not followed",
                        null);
            default -> throw failure("the server answers with status " + response.statusCode(), null);
        }
        return page.vassals();
    }

    private Page read(HttpResponse<byte[]> response) throws MonitorException {
        try {
            List<VassalSpec> vassals = stamps.stamp(VassalList.read(response.body()));
            return new Page(
                    vassals,
                    response.headers().firstValue("ETag"),
                    response.headers().firstValue("Last-Modified"));
        } catch (VassalList.MalformedException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        }
    }

    private HttpResponse<byte[]> get() throws MonitorException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri()).header("Accept", "application/json");
        address.authorization().ifPresent(value -> request.header("Authorization", value));
        page.tag().ifPresent(tag -> request.header("If-None-Match", tag));
        page.time().ifPresent(time -> request.header("If-Modified-Since", time));
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request.build(), body());
        try {
            return answer.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure("no answer within " + options.timeout().toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw failure(reason(e.getCause() == null ? e : e.getCause()), e);
        } finally {
            answer.cancel(true); // without effect on an answer that has come
        }
    }

    /** Only a list is worth reading: what comes with another status may be of any length. */
    private BodyHandler<byte[]> body() {
        return info -> info.statusCode() == 200
                ? BodyHandlers.limiting(
                                BodyHandlers.ofByteArray(), options.maxSize().bytes())
                        .apply(info)
                : BodySubscribers.replacing(new byte[0]);
    }

    private synchronized HttpClient client() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the monitor is closed");
        }
        HttpClient current = client;
        if (current == null) {
            current = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(options.timeout())
                    .executor(task -> Thread.ofVirtual().name("emperor-http").start(task))
                    .build();
            client = current;
        }
        return current;
    }

    private String reason(Throwable thrown) {
        Throwable first = thrown;
        while (first.getCause() != null) {
            first = first.getCause(); // the client wraps what happened, and the wrapping says less
        }
        return switch (first) {
            case UnresolvedAddressException ignored ->
                "unknown host " + address.uri().getHost();
            case HttpTimeoutException ignored ->
                "no connection within " + options.timeout().toSeconds() + " seconds";
            case ClosedChannelException ignored -> "cannot connect";
            case IOException e
            when String.valueOf(e.getMessage()).contains("exceeds capacity") ->
                "the list is longer than " + options.maxSize().bytes() + " bytes";
            default -> first.getMessage() == null ? first.toString() : String.valueOf(first.getMessage());
        };
    }

    private MonitorException failure(String reason, @Nullable Throwable cause) {
        return new MonitorException("cannot read " + address + ": " + reason, cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        HttpClient current = client;
        client = null;
        if (current != null) {
            current.shutdownNow();
        }
    }
}
