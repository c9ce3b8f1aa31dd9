package org.jwsgi.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogPolicyTest {
    @Test
    void everything_is_logged_by_default() {
        assertThat(wants(RequestLogOptions.DEFAULTS, request -> {})).isTrue();
        assertThat(new LogPolicy(RequestLogOptions.DEFAULTS).never()).isFalse();
    }

    @Test
    void nothing_is_logged_when_disabled() {
        assertThat(wants(OptionsForTests.silent(false), request -> request.status = 500))
                .isFalse();
        assertThat(new LogPolicy(OptionsForTests.silent(false)).never()).isTrue();
    }

    @Test
    void log_4xx_and_log_5xx_force_their_hundreds() {
        RequestLogOptions only4xx = OptionsForTests.only(true, false, false, false, false);
        RequestLogOptions only5xx = OptionsForTests.only(false, true, false, false, false);

        assertThat(wants(only4xx, request -> request.status = 399)).isFalse();
        assertThat(wants(only4xx, request -> request.status = 400)).isTrue();
        assertThat(wants(only4xx, request -> request.status = 499)).isTrue();
        assertThat(wants(only4xx, request -> request.status = 500)).isFalse();
        assertThat(wants(only5xx, request -> request.status = 499)).isFalse();
        assertThat(wants(only5xx, request -> request.status = 500)).isTrue();
        assertThat(wants(only5xx, request -> request.status = 599)).isTrue();
        assertThat(wants(only5xx, request -> request.status = 600)).isFalse();
    }

    @Test
    void log_slow_and_log_big_include_their_limit() {
        assertThat(wants(OptionsForTests.onlySlow(2), request -> request.durationMicros = 1999))
                .isFalse();
        assertThat(wants(OptionsForTests.onlySlow(2), request -> request.durationMicros = 2000))
                .isTrue();
        assertThat(wants(OptionsForTests.onlyBig(10), request -> request.bodyBytes = 9))
                .isFalse();
        assertThat(wants(OptionsForTests.onlyBig(10), request -> request.bodyBytes = 10))
                .isTrue();
    }

    @Test
    void log_zero_log_sendfile_and_log_ioerror_force_theirs() {
        RequestLogOptions zero = OptionsForTests.only(false, false, true, false, false);
        RequestLogOptions sendfile = OptionsForTests.only(false, false, false, true, false);
        RequestLogOptions ioError = OptionsForTests.only(false, false, false, false, true);

        assertThat(wants(zero, request -> request.bodyBytes = 0)).isTrue();
        assertThat(wants(zero, request -> request.bodyBytes = 1)).isFalse();
        assertThat(wants(sendfile, request -> request.via = "sendfile")).isTrue();
        assertThat(wants(sendfile, request -> request.via = "offload")).isFalse();
        assertThat(wants(ioError, request -> request.readErrors = 1)).isTrue();
        assertThat(wants(ioError, request -> request.writeErrors = 1)).isTrue();
        assertThat(wants(ioError, request -> {})).isFalse();
    }

    private static boolean wants(RequestLogOptions options, Consumer<TestRequest> change) {
        TestRequest request = TestRequest.get();
        change.accept(request);
        return new LogPolicy(options).wants(request);
    }
}
