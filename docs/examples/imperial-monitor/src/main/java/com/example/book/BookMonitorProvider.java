package com.example.book;

import java.nio.file.Path;
import org.jwsgi.api.emperor.ImperialMonitor;
import org.jwsgi.api.emperor.ImperialMonitorProvider;
import org.jwsgi.api.emperor.MonitorAddress;
import org.jwsgi.api.emperor.MonitorContext;
import org.jwsgi.api.emperor.MonitorSetupException;

/** Gives monitors for {@code book://FILE}. */
public final class BookMonitorProvider implements ImperialMonitorProvider {
    @Override
    public String name() {
        return "book";
    }

    @Override
    public ImperialMonitor create(MonitorAddress address, MonitorContext context) {
        if (address.rest().isBlank()) {
            throw new MonitorSetupException("cannot read a book without a name, must be book://FILE");
        }
        Path file = context.instance().startDirectory().resolve(address.rest());
        return new BookMonitor(file, context);
    }
}
