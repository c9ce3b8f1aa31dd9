package org.jwsgi.plugins.logencoders;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Puts a text behind each line, after its line feed. */
public final class SuffixEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public SuffixEncoderProvider() {}

    @Override
    public String name() {
        return "suffix";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        byte[] suffix = argument.getBytes(UTF_8);
        return line -> line.with(Bytes.join(line.bytes(), suffix));
    }
}
