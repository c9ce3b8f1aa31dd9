package org.jwsgi.plugins.logencoders;

import java.util.zip.GZIPOutputStream;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Makes a gzip member of each line; their sequence is a gzip file. */
public final class GzipEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public GzipEncoderProvider() {}

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        return line -> line.with(Bytes.through(line.bytes(), GZIPOutputStream::new));
    }
}
