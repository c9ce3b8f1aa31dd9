package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryUseTest {
    @Test
    void pages_become_bytes() {
        byte[] text = "15239 2790 1583 600 0 1000 0\n".getBytes(US_ASCII);
        assertThat(MemoryUse.parse(text, text.length, 4096)).isEqualTo(new MemoryUse(2790 * 4096, 15239 * 4096));
        assertThat(MemoryUse.parse(text, -1, 4096)).isEqualTo(MemoryUse.NONE);
    }
}
