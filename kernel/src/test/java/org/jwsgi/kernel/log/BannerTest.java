package org.jwsgi.kernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.SystemFacts;
import org.slf4j.event.Level;

class BannerTest {
    private final RecordingSink sink = new RecordingSink();
    private final Banner banner = new Banner(new ServerLoggers(sink, Level.INFO).getLogger("org.jwsgi.kernel.boot.X"));

    @Test
    void the_lines_have_uwsgi_s_shape_and_order() {
        banner.starting("0.1.0", 1_795_256_377L, Path.of("/srv"), Path.of("/opt/jwsgi/bin/jwsgi"));
        banner.withoutMaster();
        banner.limits(false);
        banner.limits(true);
        banner.listenBacklog(100);
        banner.mercy(60);
        banner.sharedMemory(145840, 2);
        banner.operationalMode(OperationalMode.of(2, 1));

        SystemFacts.Names names = SystemFacts.names();
        assertThat(sink.events)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches(
                                        "\\*\\*\\* Starting jwsgi 0\\.1\\.0 \\(64bit\\) on \\[... ... .. ..:..:.. 2026] \\*\\*\\*\n"),
                        line -> assertThat(line)
                                .startsWith(
                                        "running on JDK " + Runtime.version().feature()),
                        line -> assertThat(line)
                                .isEqualTo("os: Linux-" + names.release() + " " + names.version() + "\n"),
                        line -> assertThat(line).isEqualTo("nodename: " + names.node() + "\n"),
                        line -> assertThat(line).isEqualTo("machine: " + names.machine() + "\n"),
                        line -> assertThat(line).isEqualTo("clock source: unix\n"),
                        line -> assertThat(line).matches("detected number of CPU cores: [1-9]\\d*\n"),
                        line -> assertThat(line).isEqualTo("current working directory: /srv\n"),
                        line -> assertThat(line).isEqualTo("detected binary path: /opt/jwsgi/bin/jwsgi\n"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "*** WARNING: you are running jwsgi without its master process manager ***\n"),
                        line -> assertThat(line).matches("your processes number limit is (\\d+|unlimited)\n"),
                        line -> assertThat(line)
                                .isEqualTo("your memory page size is " + SystemFacts.pageSize() + " bytes\n"),
                        line -> assertThat(line).matches("detected max file descriptor number: (\\d+|unlimited)\n"),
                        line -> assertThat(line).startsWith("lock engine: "),
                        line -> assertThat(line)
                                .isEqualTo("thunder lock: disabled (you can enable it with --thunder-lock)\n"),
                        line -> assertThat(line).startsWith("your processes number limit is "),
                        line -> assertThat(line).startsWith("your memory page size is "),
                        line -> assertThat(line).startsWith("detected max file descriptor number: "),
                        line -> assertThat(line).startsWith("lock engine: "),
                        line -> assertThat(line).isEqualTo("thunder lock: enabled\n"),
                        line -> assertThat(line)
                                .isEqualTo("your server socket listen backlog is limited to 100 connections\n"),
                        line -> assertThat(line)
                                .isEqualTo("your mercy for graceful operations on workers is 60 seconds\n"),
                        line -> assertThat(line).isEqualTo("mapped 145840 bytes (142 KB) for 2 cores\n"),
                        line -> assertThat(line).isEqualTo("*** Operational MODE: preforking ***\n"));
    }

    @Test
    void root_is_warned() {
        banner.runningAsRoot();
        if (SystemFacts.effectiveUser() == 0) {
            assertThat(sink.events)
                    .containsExactly(
                            "jwsgi running as root, you can use --uid/--gid/--chroot options\n",
                            "*** WARNING: you are running jwsgi as root !!! (use the --uid flag) ***\n");
        } else {
            assertThat(sink.events).isEmpty();
        }
    }

    @Test
    void the_mode_follows_processes_and_threads() {
        assertThat(OperationalMode.of(0, 4).text()).isEqualTo("no-workers");
        assertThat(OperationalMode.of(1, 1).text()).isEqualTo("single process");
        assertThat(OperationalMode.of(1, 2).text()).isEqualTo("threaded");
        assertThat(OperationalMode.of(2, 1).text()).isEqualTo("preforking");
        assertThat(OperationalMode.of(2, 2).text()).isEqualTo("preforking+threaded");
    }
}
