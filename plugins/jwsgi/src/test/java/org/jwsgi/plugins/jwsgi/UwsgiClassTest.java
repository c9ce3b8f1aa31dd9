package org.jwsgi.plugins.jwsgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.FakePluginContext;
import org.jwsgi.api.request.FakeRequest;
import org.jwsgi.api.request.FakeRequestBody;
import org.jwsgi.api.request.FakeResponse;
import org.jwsgi.api.request.LoadedApp;

/** What an application sees: its variables, its input and the class {@code uwsgi}. */
class UwsgiClassTest {
    @TempDir
    Path folder;

    private TestApps apps;

    @BeforeEach
    void prepare() {
        apps = new TestApps(folder);
    }

    @Test
    void the_variables_are_a_hash_map_of_strings_and_the_input() throws Exception {
        LoadedApp app = app("""
                StringBuilder text = new StringBuilder();
                new TreeMap<>(env).forEach((k, v) -> text.append(k + "=" + (v instanceof String s ? s : v.getClass().getName()) + "\\n"));
                return text + env.getClass().getName();
                """);
        FakeRequest request =
                FakeRequest.get("/é").with("HTTP_X_ODD", "").with("A", "1").modifiers(8, 0);
        request.vars().add("A", "2");
        assertThat(answer(app, request)).isEqualTo("""
                A=2
                HTTP_X_ODD=
                PATH_INFO=/é
                QUERY_STRING=
                REMOTE_ADDR=127.0.0.1
                REQUEST_METHOD=GET
                REQUEST_URI=/é
                SCRIPT_NAME=
                SERVER_NAME=test-host
                SERVER_PORT=8080
                SERVER_PROTOCOL=HTTP/1.1
                jwsgi.input=uwsgi$RequestBody
                java.util.HashMap""");
    }

    @Test
    void input_is_read_in_full_arrays_even_when_it_comes_in_pieces() throws Exception {
        LoadedApp app = app("""
                InputStream in = (InputStream) env.get("jwsgi.input");
                byte[] three = new byte[3];
                byte[] ten = new byte[10];
                return in.available() + " " + in.read(three) + " " + new String(three) + " " + in.read() + " "
                        + in.available() + " " + in.read(ten) + " " + in.read(ten) + " " + in.read() + " " + in.available()
                        + " " + in.read(new byte[0]);
                """);
        FakeRequest request = FakeRequest.post("/", "").body(FakeRequestBody.slow("abcdefg".getBytes(UTF_8), 2));
        assertThat(answer(app, request)).isEqualTo("7 3 abc 100 3 3 -1 -1 0 0");
    }

    @Test
    void a_part_of_an_array_is_read_as_the_bytes_come() throws Exception {
        LoadedApp app = app("""
                InputStream in = (InputStream) env.get("jwsgi.input");
                byte[] ten = new byte[10];
                return in.read(ten, 1, 9) + " " + new String(in.readAllBytes());
                """);
        FakeRequest request = FakeRequest.post("/", "").body(FakeRequestBody.slow("abcdefg".getBytes(UTF_8), 2));
        assertThat(answer(app, request)).isEqualTo("2 cdefg");
    }

    @Test
    void lines() throws Exception {
        LoadedApp app = app("""
                uwsgi.RequestBody in = (uwsgi.RequestBody) env.get("jwsgi.input");
                byte[] six = new byte[6];
                StringBuilder text = new StringBuilder();
                for (int n = in.readLine(six); n >= 0; n = in.readLine(six)) {
                    text.append(n).append(':').append(new String(six, 0, n)).append('|');
                }
                return text.toString() + in.readLine(new byte[0]);
                """);
        assertThat(answer(app, FakeRequest.post("/", "abcd\nefg\n\n12345678")))
                .isEqualTo("5:abcd\n|4:efg\n|1:\n|6:123456|2:78|0");
    }

    @Test
    void seek() throws Exception {
        LoadedApp app = app("""
                uwsgi.RequestBody in = (uwsgi.RequestBody) env.get("jwsgi.input");
                in.readAllBytes();
                in.seek(1);
                return in.available() + new String(in.readAllBytes());
                """);
        assertThat(answer(app, FakeRequest.post("/", "abcd"))).isEqualTo("3bcd");
        FakeRequest unbuffered = FakeRequest.post("/", "").body(FakeRequestBody.slow(new byte[3], 1));
        assertThat(answer(app, unbuffered))
                .isEqualTo("java.io.IOException: error reading request body: the body is not buffered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"in.read()", "in.read(new byte[9])", "in.read(new byte[9], 0, 9)", "in.readLine(new byte[9])"})
    void every_failure_to_read_has_uwsgis_words(String read) throws Exception {
        LoadedApp app =
                app("uwsgi.RequestBody in = (uwsgi.RequestBody) env.get(\"jwsgi.input\"); return \"\" + " + read + ";");
        FakeRequest request =
                FakeRequest.post("/", "").body(FakeRequestBody.failing(new byte[0], new IOException("timeout")));
        assertThat(answer(app, request)).isEqualTo("java.io.IOException: error reading request body");
    }

    @Test
    void options_and_worker_id() throws Exception {
        LoadedApp app = app(
                """
                StringBuilder text = new StringBuilder();
                new TreeMap<>(uwsgi.opt).forEach((k, v) -> text.append(k + "=" + v + " " + v.getClass().getSimpleName() + "\\n"));
                return text + "worker " + uwsgi.worker_id();
                """,
                new FakePluginContext()
                        .configured("master", "true")
                        .configured("socket", "127.0.0.1:3031")
                        .configured("set", "a=1")
                        .configured("set", "b=2"));
        assertThat(answer(app, FakeRequest.get("/"))).isEqualTo("""
                master=true Boolean
                set=[a=1, b=2] ArrayList
                socket=127.0.0.1:3031 String
                worker 1""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uwsgi.cache_get(\"k\") | cache not available: this version of jwsgi has no caches",
                "uwsgi.cache_get(\"k\", \"c\") | cache not available: this version of jwsgi has no caches",
                "uwsgi.cache_set(\"k\", new byte[1]) | cache not available: this version of jwsgi has no caches",
                "uwsgi.cache_update(\"k\", new byte[1], 5, \"c\") | cache not available: this version of jwsgi has no caches",
                "uwsgi.register_signal(256, \"\", n -> {}) | unable to register signal handler: signal 256 does not exist: 0 to 255",
                "uwsgi.register_rpc(\"f\", args -> \"\") | unable to register rpc function: this version of jwsgi has no RPC",
                "uwsgi.rpc(\"\", \"f\") | unable to call rpc function \"f\": this version of jwsgi has no RPC",
                "uwsgi.lock(2) | invalid lock number",
                "uwsgi.unlock(-1) | invalid lock number",
            })
    void what_is_missing_says_so(String call, String message) throws Exception {
        LoadedApp app = app(call + "; return \"no exception\";", new FakePluginContext().configured("locks", "1"));
        assertThat(answer(app, FakeRequest.get("/"))).endsWith("Exception: " + message);
    }

    @Test
    void an_alarm_is_raised_by_the_server() throws Exception {
        FakePluginContext server = new FakePluginContext();
        LoadedApp app = app("uwsgi.alarm(\"ops\", \"two words\"); return \"raised\";", server);

        assertThat(answer(app, FakeRequest.get("/"))).isEqualTo("raised");
        assertThat(server.alarms()).containsExactly("ops two words");
    }

    @Test
    void a_signal_calls_its_function_with_the_loader_of_the_app() throws Exception {
        FakePluginContext server = new FakePluginContext();
        LoadedApp app = app("""
                ClassLoader mine = Thread.currentThread().getContextClassLoader();
                uwsgi.register_signal(17, "", n -> System.setProperty("jwsgi.test.signal",
                        n + " " + (Thread.currentThread().getContextClassLoader() == mine)));
                return "registered";
                """, server);

        assertThat(answer(app, FakeRequest.get("/"))).isEqualTo("registered");
        assertThat(server.registered()).containsExactly("17 ");
        assertThat(server.log().lines())
                .contains("INFO [jwsgi-signal] signum 17 registered (wid: 1 modifier1: 8 target: default, any worker)");
        Thread thread = Thread.ofPlatform().start(() -> server.handle(17));
        thread.join();
        assertThat(System.clearProperty("jwsgi.test.signal")).isEqualTo("17 true");
    }

    @Test
    void a_call_without_a_function_answers_nothing() throws Exception {
        assertThat(answer(app("return \"\" + uwsgi.rpc(\"node\") + uwsgi.rpc();"), FakeRequest.get("/")))
                .isEqualTo("nullnull");
    }

    @Test
    @Timeout(60)
    void a_user_lock_lets_one_thread_through_at_a_time() throws Exception {
        LoadedApp app = app("""
                int[] count = new int[2];
                List<Thread> threads = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    threads.add(Thread.ofVirtual().start(() -> {
                        for (int i = 0; i < 500; i++) {
                            uwsgi.lock(1);
                            int before = count[0];
                            Thread.yield();
                            count[0] = before + 1;
                            uwsgi.unlock(1);
                        }
                    }));
                }
                for (Thread thread : threads) { thread.join(); }
                uwsgi.unlock(); uwsgi.lock(); uwsgi.unlock();
                return "" + count[0];
                """, new FakePluginContext().configured("locks", "1"));
        assertThat(answer(app, FakeRequest.get("/"))).isEqualTo("4000");
    }

    @Test
    void a_lock_that_other_workers_would_not_respect_is_refused() throws Exception {
        LoadedApp app = app("uwsgi.lock(); return \"\";", new FakePluginContext().workers(2));
        assertThat(answer(app, FakeRequest.get("/")))
                .endsWith(
                        "unable to take or release lock 0: this version of jwsgi has no locks across several workers");
    }

    private LoadedApp app(String body) {
        return app(body, new FakePluginContext());
    }

    /** Loads an app that answers with the text that the statements return, or with the exception they throw. */
    private LoadedApp app(String body, FakePluginContext settings) {
        Path file = apps.source("App.java", """
                import java.io.*;
                import java.util.*;
                class App {
                    static Object[] application(HashMap<String, Object> env) {
                        String text;
                        try {
                            text = run(env);
                        } catch (Exception e) {
                            text = e.toString();
                        }
                        return new Object[] {200, Map.of(), text};
                    }
                    static String run(HashMap<String, Object> env) throws Exception {
                        %s
                    }
                }
                """.formatted(body));
        return TestApps.language(settings.with(TestApps.options(file)))
                .loadApps()
                .getFirst();
    }

    private static String answer(LoadedApp app, FakeRequest request) throws Exception {
        FakeResponse response = new FakeResponse();
        app.handler().handle(request, response);
        return response.text();
    }
}
