package org.jwsgi.plugins.logencoders;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Puts a text in front of each line. */
public final class PrefixEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public PrefixEncoderProvider() {}

    @Override
    public String name() {
        return "prefix";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        byte[] prefix = argument.getBytes(UTF_8);
        return line -> line.with(Bytes.join(prefix, line.bytes()));
    }
}
