package org.jwsgi.plugins.logencoders;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Puts lines into a template with variables such as {@code ${msg}}. */
public final class FormatEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public FormatEncoderProvider() {}

    @Override
    public String name() {
        return "format";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        Template template = Template.parse(argument, context, false);
        return line -> line.with(template.fill(line));
    }
}
