package org.jwsgi.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.JwsgiException;
import org.jwsgi.kernel.log.LogTarget.Datagrams;
import org.jwsgi.kernel.log.LogTarget.LogFile;

class LogTargetTest {
    @Test
    void host_and_port_are_an_address() {
        assertThat(LogTarget.parse("127.0.0.1:514")).isEqualTo(new Datagrams("127.0.0.1", 514));
        assertThat(LogTarget.parse("[::1]:514")).isEqualTo(new Datagrams("::1", 514));
        assertThat(((Datagrams) LogTarget.parse("[::1]:514")).resolve().getPort())
                .isEqualTo(514);
    }

    @Test
    void everything_else_is_a_file() {
        assertThat(LogTarget.parse("/var/log/a:1")).isEqualTo(new LogFile(Path.of("/var/log/a:1")));
        assertThat(LogTarget.parse("a.log"))
                .isEqualTo(new LogFile(Path.of("a.log").toAbsolutePath()));
        for (String text : new String[] {"a:", "a:b", "a:0", "a:65536", "a:123456", "a:-1"}) {
            assertThat(LogTarget.parse(text)).as(text).isInstanceOf(LogFile.class);
        }
    }

    @Test
    void an_unknown_host_is_named() {
        assertThatThrownBy(() -> new Datagrams("no.such.host.invalid", 1).resolve())
                .isInstanceOf(JwsgiException.class)
                .hasMessage("cannot send the log to no.such.host.invalid:1: unknown host no.such.host.invalid");
    }
}
