package org.jwsgi.plugins.logencoders;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Puts a line feed behind each line. */
public final class NewLineEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public NewLineEncoderProvider() {}

    @Override
    public String name() {
        return "nl";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        byte[] lineFeed = {'\n'};
        return line -> line.with(Bytes.join(line.bytes(), lineFeed));
    }
}
