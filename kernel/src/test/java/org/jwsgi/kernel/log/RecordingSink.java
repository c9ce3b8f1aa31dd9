package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was logged, one entry for each event. */
final class RecordingSink implements LineSink {
    final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void write(byte[] bytes, int offset, int length) {
        events.add(new String(bytes, offset, length, UTF_8));
    }
}
