package org.jwsgi.kernel.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SystemFactsTest {
    @Test
    void names_are_those_of_proc() throws IOException {
        SystemFacts.Names names = SystemFacts.names();

        assertThat(names.system()).isEqualTo(kernel("ostype"));
        assertThat(names.node()).isEqualTo(kernel("hostname"));
        assertThat(names.release()).isEqualTo(kernel("osrelease"));
        assertThat(names.version()).isEqualTo(kernel("version"));
        assertThat(names.machine()).isIn("x86_64", "aarch64");
    }

    @Test
    void limits_are_those_of_proc() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            String[] words = line.split(" {2,}", -1);
            switch (words[0]) {
                case "Max processes" ->
                    assertThat(SystemFacts.limit(SystemFacts.LIMIT_PROCESSES)).isEqualTo(number(words[1]));
                case "Max open files" ->
                    assertThat(SystemFacts.limit(SystemFacts.LIMIT_DESCRIPTORS)).isEqualTo(number(words[1]));
                default -> {}
            }
        }
    }

    @Test
    void a_page_is_a_power_of_two() {
        assertThat(Integer.bitCount(SystemFacts.pageSize())).isOne();
        assertThat(SystemFacts.pageSize()).isGreaterThanOrEqualTo(4096);
    }

    private static long number(String text) {
        return "unlimited".equals(text) ? SystemFacts.UNLIMITED : Long.parseLong(text);
    }

    private static String kernel(String name) throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel", name)).strip();
    }
}
