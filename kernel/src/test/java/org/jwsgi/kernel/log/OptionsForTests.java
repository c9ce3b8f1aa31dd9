package org.jwsgi.kernel.log;

import java.time.Duration;
import java.util.Optional;
import org.jwsgi.api.option.ByteSize;

/** Option records with one thing changed. */
final class OptionsForTests {
    private OptionsForTests() {}

    static RequestLogOptions micros() {
        return new RequestLogOptions(
                true,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                true,
                false,
                Optional.empty(),
                false,
                false,
                false);
    }

    static RequestLogOptions forwardedFor() {
        return new RequestLogOptions(
                true,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                false,
                true,
                Optional.empty(),
                false,
                false,
                false);
    }

    static RequestLogOptions vhostAndMemory() {
        return new RequestLogOptions(
                true,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                true,
                true);
    }

    static RequestLogOptions format(String format, boolean strftime) {
        return new RequestLogOptions(
                true,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                Optional.of(format),
                strftime,
                false,
                false);
    }

    static RequestLogOptions silent(boolean memoryReport) {
        return new RequestLogOptions(
                false,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                memoryReport,
                false);
    }

    /** Logging is off; each argument switches one condition on. */
    static RequestLogOptions only(boolean log4xx, boolean log5xx, boolean zero, boolean sendfile, boolean ioError) {
        return new RequestLogOptions(
                false,
                log4xx,
                log5xx,
                Optional.empty(),
                zero,
                Optional.empty(),
                sendfile,
                ioError,
                false,
                false,
                Optional.empty(),
                false,
                false,
                false);
    }

    static RequestLogOptions onlySlow(long millis) {
        return new RequestLogOptions(
                false,
                false,
                false,
                Optional.of(Duration.ofMillis(millis)),
                false,
                Optional.empty(),
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                false,
                false);
    }

    static RequestLogOptions onlyBig(long bytes) {
        return new RequestLogOptions(
                false,
                false,
                false,
                Optional.empty(),
                false,
                Optional.of(new ByteSize(bytes)),
                false,
                false,
                false,
                false,
                Optional.empty(),
                false,
                false,
                false);
    }

    static LogOptions date(String date) {
        return new LogOptions(
                Optional.of(date),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }
}
