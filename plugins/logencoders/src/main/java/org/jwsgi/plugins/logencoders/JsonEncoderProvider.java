package org.jwsgi.plugins.logencoders;

import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogEncoder;
import org.jwsgi.api.log.LogEncoderProvider;

/** Puts lines into a template whose {@code ${msg}} is escaped as in a JSON string. */
public final class JsonEncoderProvider implements LogEncoderProvider {
    /** Creates the provider; the plugin host calls this. */
    public JsonEncoderProvider() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public LogEncoder create(String argument, LogContext context) {
        Template template = Template.parse(argument, context, true);
        return line -> line.with(template.fill(line));
    }
}
