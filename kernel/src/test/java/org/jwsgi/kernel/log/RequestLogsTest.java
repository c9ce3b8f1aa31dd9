package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.LocalTime;

class RequestLogsTest {
    private static final String CTIME = new String(LocalTime.ctime(1_795_256_377L), US_ASCII);

    private final RecordingSink sink = new RecordingSink();
    private final List<MemoryUse> samples = new ArrayList<>();

    @Test
    void the_default_line_is_uwsgi_s() {
        assertThat(line(RequestLogOptions.DEFAULTS, TestRequest.get()))
                .isEqualTo("[pid: 4711|app: 0|req: 7/12] 10.0.0.1 () {10 vars in 116 bytes} [" + CTIME
                        + "] GET /a?b=c => generated 5 bytes in 0 msecs (HTTP/1.1 200) 1 headers in 45 bytes"
                        + " (2 switches on core 3)\n");
    }

    @Test
    void a_request_without_variables_leaves_its_fields_empty() {
        TestRequest request = new TestRequest();
        request.status = 0;
        assertThat(line(RequestLogOptions.DEFAULTS, request))
                .isEqualTo("[pid: 4711|app: 0|req: 7/12]  () {0 vars in 0 bytes} [" + CTIME
                        + "]   => generated 5 bytes in 0 msecs ( 0) 1 headers in 45 bytes"
                        + " (2 switches on core 3)\n");
    }

    @Test
    void the_line_says_who_how_long_and_how_it_was_sent() {
        TestRequest request = TestRequest.get().with("REMOTE_USER", "bob");
        request.durationMicros = 12_345;
        request.via = "sendfile";
        request.status = 304;
        assertThat(line(RequestLogOptions.DEFAULTS, request))
                .contains("] 10.0.0.1 (bob) {12 vars")
                .contains(" in 12 msecs via sendfile() (HTTP/1.1 304) ");
        assertThat(line(OptionsForTests.micros(), request)).contains(" in 12345 micros via sendfile() (");
    }

    @Test
    void the_forwarded_address_is_shown_only_when_asked_for_and_present() {
        TestRequest request = TestRequest.get().with("HTTP_X_FORWARDED_FOR", "1.2.3.4, 5.6.7.8");
        assertThat(line(RequestLogOptions.DEFAULTS, request)).contains("] 10.0.0.1 ()");
        assertThat(line(OptionsForTests.forwardedFor(), request)).contains("] 1.2.3.4, 5.6.7.8 ()");
        assertThat(line(OptionsForTests.forwardedFor(), TestRequest.get())).contains("] 10.0.0.1 ()");
    }

    @Test
    void vhost_and_memory_report_stand_in_front() {
        String line = line(OptionsForTests.vhostAndMemory(), TestRequest.get());

        assertThat(line)
                .matches("(?s)example\\.org \\{address space usage: \\d+ bytes/\\d+MB} \\{rss usage: \\d+ bytes/\\d+MB}"
                        + " \\[pid: 4711\\|app: 0.*");
        MemoryUse sample = samples.getFirst();
        assertThat(line)
                .contains("space usage: " + sample.vsz() + " bytes/" + sample.vsz() / 1048576 + "MB}")
                .contains("rss usage: " + sample.rss() + " bytes/" + sample.rss() / 1048576 + "MB}");
        assertThat(sample.rss()).isPositive().isLessThan(sample.vsz());
    }

    @Test
    void a_line_of_more_than_4096_bytes_drops_what_the_client_chose() {
        int rest = line(RequestLogOptions.DEFAULTS, TestRequest.get().with("REQUEST_URI", ""))
                .length();
        // The block's size has four digits then, one more than in the line above.
        String longest =
                line(RequestLogOptions.DEFAULTS, TestRequest.get().with("REQUEST_URI", "u".repeat(4095 - rest)));
        assertThat(longest).hasSize(4096).contains("uuu");

        assertThat(line(RequestLogOptions.DEFAULTS, TestRequest.get().with("REQUEST_URI", "u".repeat(4096 - rest))))
                .matches("(?s)\\[pid: 4711\\|app: 0\\|req: 7/12] 0\\.0\\.0\\.0 \\(\\) \\{10 vars in \\d+ bytes} \\["
                        + CTIME + "] - - => generated 5 bytes in 0 msecs \\(- 200\\) 1 headers in 45 bytes"
                        + " \\(2 switches on core 3\\)\n");
        assertThat(line(OptionsForTests.vhostAndMemory(), TestRequest.get().with("HTTP_HOST", "h".repeat(5000))))
                .startsWith("{address space usage: ");
    }

    @Test
    void a_client_cannot_forge_a_line_or_steer_a_terminal() {
        TestRequest request = TestRequest.get()
                .with("REQUEST_URI", "/\n[pid: 1|app: 0|req: 1/1] forged\r\t\u001b[31m\u007f\u009b \"q\" \\ \u00e9")
                .with("REMOTE_USER", "eve\n")
                .with("REQUEST_METHOD", "GET\u0000");

        assertThat(line(RequestLogOptions.DEFAULTS, request))
                .contains("GET\\u0000 /\\n[pid: 1|app: 0|req: 1/1] forged\\r\\t\\u001b[31m\\u007f\\u009b"
                        + " \\\"q\\\" \\\\ \u00e9 => generated")
                .contains("(eve\\n)");
    }

    @Property(tries = 200)
    void whatever_a_client_sends_is_one_line(@ForAll byte[] uri, @ForAll boolean custom) {
        TestRequest request = TestRequest.get();
        request.vars.replaceValue(request.vars.indexOf("REQUEST_URI"), uri, 0, uri.length);
        RequestLogOptions options = custom ? OptionsForTests.format("\"%(uri)\"", false) : RequestLogOptions.DEFAULTS;
        LineSink oneLine = (bytes, offset, length) -> {
            for (int i = offset; i < offset + length - 1; i++) {
                assertThat(bytes[i] & 0xff).isGreaterThanOrEqualTo(' ').isNotEqualTo(0x7f);
            }
            assertThat(bytes[offset + length - 1]).isEqualTo((byte) '\n');
        };
        RequestLogs.create(options, LogOptions.DEFAULTS, new RequestLogs.Origin(1, 1, oneLine, use -> {}, () -> 0))
                .log(request);
    }

    @Test
    void a_silent_log_writes_nothing_but_still_samples_memory() {
        log(OptionsForTests.silent(false)).log(TestRequest.get());
        assertThat(samples).isEmpty();
        log(OptionsForTests.silent(true)).log(TestRequest.get());
        assertThat(samples).hasSize(1);
        assertThat(sink.events).isEmpty();
    }

    @Test
    void lines_of_many_threads_do_not_mix() throws InterruptedException {
        RequestLog log = log(OptionsForTests.format("%(uri) %(uri)", false));
        int threads = 50;
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            TestRequest request = TestRequest.get()
                    .with("REQUEST_URI", "/" + String.valueOf(i).repeat(100));
            running.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int n = 0; n < 100; n++) {
                    log.log(request);
                }
            }));
        }
        start.countDown();
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(sink.events).hasSize(threads * 100).allMatch(line -> {
            String[] halves = line.strip().split(" ", -1);
            return halves.length == 2 && halves[0].equals(halves[1]);
        });
    }

    private String line(RequestLogOptions options, TestRequest request) {
        sink.events.clear();
        log(options).log(request);
        assertThat(sink.events).hasSize(1);
        return sink.events.getFirst();
    }

    private RequestLog log(RequestLogOptions options) {
        return RequestLogs.create(
                options,
                LogOptions.DEFAULTS,
                new RequestLogs.Origin(4711, 2, sink, samples::add, () -> 1_795_256_380_999L));
    }
}
