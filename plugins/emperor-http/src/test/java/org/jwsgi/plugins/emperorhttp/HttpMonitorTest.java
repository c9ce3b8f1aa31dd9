package org.jwsgi.plugins.emperorhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jwsgi.api.emperor.FakeEmperor;
import org.jwsgi.api.emperor.ImperialMonitorContract;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorException;
import org.jwsgi.api.emperor.MonitorSetupException;
import org.jwsgi.api.emperor.VassalOwner;
import org.jwsgi.api.option.ByteSize;

/** The contract against a real server, which knows tags and times. */
final class HttpMonitorTest extends ImperialMonitorContract {
    private static final String TIME = "Tue, 14 Nov 2023 22:13:20 GMT";

    private final Map<String, JSONObject> vassals = new ConcurrentSkipListMap<>();
    private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch silence = new CountDownLatch(1);
    private HttpServer server = serve();
    private volatile int status = 200;
    private volatile boolean tags = true;
    private volatile Optional<String> body = Optional.empty();
    private volatile boolean silent;

    private static HttpServer serve() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void startServer() {
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/vassals", exchange -> {
            try (exchange) {
                requests.add(Map.copyOf(exchange.getRequestHeaders()));
                if (silent) {
                    silence.await();
                }
                String text = body.orElseGet(this::list);
                String tag = "\"" + Integer.toHexString(text.hashCode()) + "\"";
                if (tags) {
                    exchange.getResponseHeaders().set("ETag", tag);
                }
                exchange.getResponseHeaders().set("Last-Modified", TIME);
                boolean same = tags
                        ? List.of(tag).equals(exchange.getRequestHeaders().get("If-None-Match"))
                        : List.of(TIME).equals(exchange.getRequestHeaders().get("If-Modified-Since"));
                if (status != 200 || same) {
                    exchange.sendResponseHeaders(status == 200 ? 304 : status, -1);
                    return;
                }
                byte[] bytes = text.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        silence.countDown();
        server.stop(0);
    }

    private String list() {
        JSONArray array = new JSONArray();
        array.addAll(vassals.values());
        return array.toJSONString();
    }

    @Override
    protected ImperialMonitorProvider provider() {
        return new HttpMonitorProvider();
    }

    private static HttpMonitorOptions options(int seconds, long bytes) {
        return new HttpMonitorOptions(Duration.ofSeconds(seconds), new ByteSize(bytes));
    }

    @Override
    protected FakeEmperor emperor() {
        return new FakeEmperor(options(60, 1 << 20)).tyrant();
    }

    @Override
    protected String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/vassals";
    }

    @Override
    protected void publish(String name, String config, Instant stamp) {
        JSONObject vassal = new JSONObject();
        vassal.put("name", name);
        vassal.put("config", config);
        vassal.put("ts", stamp.getEpochSecond());
        vassals.put(name, vassal);
    }

    @Override
    protected void withdraw(String name) {
        vassals.remove(name);
    }

    @Override
    protected boolean breakSource() {
        status = 503;
        return true;
    }

    @Override
    protected void repairSource() {
        status = 200;
    }

    @Override
    protected boolean give(String name, VassalOwner owner, Instant stamp) {
        vassals.computeIfPresent(name, (_, old) -> {
            JSONObject vassal = new JSONObject(old);
            vassal.put("uid", owner.uid());
            vassal.put("gid", owner.gid());
            return vassal;
        });
        return true;
    }

    private HttpMonitor monitor(String address, HttpMonitorOptions options) {
        return new HttpMonitor(ListAddress.parse(address), options);
    }

    private void assertFailure(HttpMonitorOptions options, String message) {
        HttpMonitor monitor = monitor(address(), options);
        assertThatThrownBy(monitor::scan)
                .isInstanceOf(MonitorException.class)
                .hasMessage("cannot read " + address() + ": " + message);
        monitor.close();
    }

    @Test
    void asks_for_the_list_only_when_it_has_changed() throws Exception {
        publish("a.ini", "[uwsgi]\n", second(1));
        HttpMonitor monitor = monitor(address(), options(60, 1 << 20));
        assertThat(monitor.scan()).hasSize(1);
        assertThat(requests.getFirst()).doesNotContainKeys("If-none-match", "If-modified-since");
        assertThat(monitor.scan()).hasSize(1);
        assertThat(requests.get(1)).containsKey("If-none-match").containsEntry("If-modified-since", List.of(TIME));
        publish("b.ini", "[uwsgi]\n", second(1));
        assertThat(monitor.scan()).hasSize(2);
        tags = false;
        assertThat(monitor.scan()).as("by its time").hasSize(2);
        publish("c.ini", "[uwsgi]\n", second(1));
        assertThat(monitor.scan()).as("the time is still the same").hasSize(2);
        monitor.close();
    }

    @Test
    void asks_again_for_a_list_that_was_no_good() throws Exception {
        publish("a.ini", "[uwsgi]\n", second(1));
        HttpMonitor monitor = monitor(address(), options(60, 1 << 20));
        assertThat(monitor.scan()).hasSize(1);
        body = Optional.of("[{\"name\":\"a.ini\"}");
        String message = "cannot read " + address() + ": it is no JSON";
        assertThatThrownBy(monitor::scan).hasMessage(message);
        assertThatThrownBy(monitor::scan).hasMessage(message);
        body = Optional.empty();
        assertThat(monitor.scan()).hasSize(1);
        monitor.close();
    }

    @Test
    void says_why_there_is_no_list() throws Exception {
        body = Optional.of("[" + " ".repeat(1000) + "]");
        assertFailure(options(60, 1001), "the list is longer than 1001 bytes");
        HttpMonitor enough = monitor(address(), options(60, 1002));
        assertThat(enough.scan()).isEmpty();
        enough.close();
        status = 404;
        assertFailure(options(60, 1), "the server answers with status 404");
        status = 302;
        assertFailure(options(60, 1), "the server has it elsewhere (status 302), which is not followed");
        status = 304;
        assertFailure(options(60, 1), "the server says that an unknown list has not changed");
        silent = true;
        assertFailure(options(1, 1), "no answer within 1 seconds");
        server.stop(0);
        HttpMonitor monitor = monitor(address(), options(60, 1));
        assertThatThrownBy(monitor::scan)
                .isInstanceOf(MonitorException.class)
                .hasMessageStartingWith("cannot read " + address() + ": ");
        monitor.close();
    }

    @Test
    void sends_the_user_of_the_address_and_shows_no_password() throws Exception {
        String address = address().replace("http://", "http://emperor:s%40cret@");
        HttpMonitor monitor = monitor(address, options(60, 1000));
        assertThat(monitor.scan()).isEmpty();
        assertThat(requests.getFirst()).containsEntry("Authorization", List.of("Basic ZW1wZXJvcjpzQGNyZXQ="));
        assertThat(monitor.label(MonitorAddress.of(address))).isEqualTo(address());
        monitor.close();
    }

    @Test
    void refuses_what_is_no_address() {
        for (String address : List.of("http://", "http:///list", "http://a b/", "https://us:secret@/x")) {
            assertThatThrownBy(() -> ListAddress.parse(address))
                    .as(address)
                    .isInstanceOf(MonitorSetupException.class)
                    .hasMessageStartingWith("invalid address of an imperial monitor: ")
                    .hasMessageNotContaining("secret");
        }
        assertThat(ListAddress.parse("https://host").uri()).hasToString("https://host/");
        assertThat(new HttpsMonitorProvider().name()).isEqualTo("https");
    }
}
