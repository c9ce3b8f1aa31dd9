package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.kernel.posix.LocalTime;

class LogFormatTest {
    private static final long START = 1_795_256_377L;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "uri,/a?b=c",
                "method,GET",
                "user,bob",
                "addr,10.0.0.1",
                "host,example.org",
                "proto,HTTP/1.1",
                "uagent,curl/7.88.1",
                "referer,http://r/",
                "status,200",
                "rsize,5",
                "hsize,45",
                "size,50",
                "cl,33",
                "micros,12345",
                "msecs,12",
                "secs,0.012345",
                "tmsecs,1795256377465",
                "tmicros,1795256377465413",
                "time,1795256377",
                "epoch,1795256380",
                "pid,4711",
                "wid,2",
                "core,3",
                "switches,2",
                "vars,16",
                "pktsize,189",
                "modifier1,8",
                "modifier2,9",
                "vsz,7340032",
                "rss,3145728",
                "vszM,7",
                "rssM,3",
                "headers,1",
                "werr,4",
                "rerr,5",
                "ioerr,9",
                "var.HTTP_HOST,example.org",
                "var.NO_SUCH,-",
                "metric.any,-",
                "team,blue",
                "no_such,-"
            })
    void each_variable_has_its_value(String variable, String expected) {
        TestRequest request = TestRequest.get()
                .with("REMOTE_USER", "bob")
                .with("HTTP_USER_AGENT", "curl/7.88.1")
                .with("HTTP_REFERER", "http://r/");
        request.durationMicros = 12_345;
        request.writeErrors = 4;
        request.readErrors = 5;
        request.logVariables.put("team", "blue");

        assertThat(line("%(" + variable + ")", request)).isEqualTo(expected + "\n");
    }

    @Test
    void times_are_those_of_the_start() {
        String ctime = new String(LocalTime.ctime(START), US_ASCII);
        String access = new String(LocalTime.accessLog(START), US_ASCII);

        assertThat(line("%(ctime)|%(ltime)|%(ftime)", TestRequest.get()))
                .isEqualTo(ctime + "|" + access + "|" + access + "\n");
    }

    @Test
    void ftime_follows_log_date_only_in_strftime_mode() {
        String access = new String(LocalTime.accessLog(START), US_ASCII) + "\n";

        assertThat(line("%(ftime)", true, OptionsForTests.date("%s"))).isEqualTo(START + "\n");
        assertThat(line("%(ftime)", false, OptionsForTests.date("%s"))).isEqualTo(access);
        assertThat(line("%(ftime)", true, OptionsForTests.date("true"))).isEqualTo(access);
        assertThat(line("%(ftime)", true, LogOptions.DEFAULTS)).isEqualTo(access);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.000000",
        "237,0.000237",
        "3000301,3.000301",
        "999999999,999.999999",
        "1234567890,1234.56789",
        "12345678901234,12345678.9"
    })
    void seconds_have_at_most_ten_characters(long micros, String expected) {
        TestRequest request = TestRequest.get();
        request.durationMicros = micros;
        assertThat(line("%(secs)", request)).isEqualTo(expected + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain,plain",
                "%%,%%",
                "100%%(method),100%GET",
                "a %(uri b,a %(uri b",
                "a %() b,a %() b",
                "%() %(method)%,%() GET%",
                "%(method)%(status),GET200",
                "%(user)%(user),--"
            })
    void text_outside_variables_is_literal(String format, String expected) {
        assertThat(line(format, TestRequest.get())).isEqualTo(expected + "\n");
    }

    @Test
    void the_host_falls_back_to_the_server_s_name() {
        TestRequest request = new TestRequest().with("SERVER_NAME", "fallback");
        assertThat(line("%(host)", request)).isEqualTo("fallback\n");
    }

    @Test
    void values_of_clients_and_apps_are_escaped_and_the_operator_s_text_is_not() {
        TestRequest request = TestRequest.get().with("HTTP_USER_AGENT", "a\" \"b\n");
        request.logVariables.put("x", "1\n2");
        assertThat(line("\\ \"%(uagent)\" %(var.HTTP_USER_AGENT) %(x)", request))
                .isEqualTo("\\ \"a\\\" \\\"b\\n\" a\\\" \\\"b\\n 1\\n2\n");
    }

    private static String line(String format, TestRequest request) {
        return line(OptionsForTests.format(format, false), LogOptions.DEFAULTS, request);
    }

    private static String line(String format, boolean strftime, LogOptions server) {
        return line(OptionsForTests.format(format, strftime), server, TestRequest.get());
    }

    private static String line(RequestLogOptions options, LogOptions server, TestRequest request) {
        LineBuffer line = new LineBuffer(16);
        new LogFormat(options, server, 4711, 2).write(line, request, new MemoryUse(3 << 20, 7 << 20), 1_795_256_380L);
        return new String(line.array(), 0, line.length(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
