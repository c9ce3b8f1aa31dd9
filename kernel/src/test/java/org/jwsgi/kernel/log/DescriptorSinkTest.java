package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorSinkTest {
    /** A disk that can be full. */
    private static final class Disk extends OutputStream {
        final List<String> writes = new ArrayList<>();
        boolean full;

        @Override
        public void write(int b) {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            writes.add(new String(bytes, offset, length, UTF_8));
        }
    }

    private final Disk disk = new Disk();
    private final DescriptorSink sink = new DescriptorSink(disk);

    @Test
    void an_event_is_one_write() {
        log("a\nb\n");
        assertThat(disk.writes).containsExactly("a\nb\n");
    }

    @Test
    void what_a_full_disk_lost_is_counted_and_reported_once() {
        log("before\n");
        disk.full = true;
        log("lost\n");
        log("lost\n");
        disk.full = false;
        log("after\n");
        log("later\n");

        assertThat(disk.writes)
                .containsExactly(
                        "before\n",
                        "log: lost events (count: 2, reason: no space left on device)\n",
                        "after\n",
                        "later\n");
    }

    private void log(String text) {
        byte[] bytes = ("xx" + text).getBytes(UTF_8);
        sink.write(bytes, 2, bytes.length - 2);
    }
}
