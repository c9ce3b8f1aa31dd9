package org.jwsgi.plugins.logencoders;

import java.util.zip.DeflaterOutputStream;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Makes a zlib stream of each line. */
public final class CompressEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public CompressEncoderProvider() {}

    @Override
    public String name() {
        return "compress";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        return line -> line.with(Bytes.through(line.bytes(), DeflaterOutputStream::new));
    }
}
