package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.jwsgi.kernel.posix.LocalTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class ServerLoggerTest {
    private final RecordingSink sink = new RecordingSink();
    private final ServerLoggers loggers = new ServerLoggers(sink, Level.INFO);

    @Test
    void slf4j_uses_this_provider() {
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(ServerLoggers.class);
    }

    @Test
    void our_lines_are_bare_at_every_level_that_operators_see() {
        for (String name : new String[] {"org.jwsgi.kernel.master.X", "plugin.stats"}) {
            Logger log = loggers.getLogger(name);
            log.info("spawned jwsgi worker {} (pid: {}, cores: {})", 1, 123, 2);
            log.warn("warn");
            log.error("error");
            log.debug("debug");
            log.trace("trace");
            assertThat(sink.events)
                    .containsExactly("spawned jwsgi worker 1 (pid: 123, cores: 2)\n", "warn\n", "error\n");
            sink.events.clear();
        }
    }

    @Test
    void lines_of_others_say_where_they_come_from() {
        loggers.getLogger("com.example.App").info("hello");
        assertThat(sink.events).containsExactly("INFO com.example.App - hello\n");
    }

    @Test
    void libraries_speak_up_from_warnings_on() {
        Logger pf4j = loggers.getLogger("org.pf4j.AbstractPluginManager");
        pf4j.info("PF4J version 3.15.0");
        pf4j.warn("no such plugin");
        loggers.getLogger("io.netty.util.X").info("chatter");
        assertThat(sink.events).containsExactly("WARN org.pf4j.AbstractPluginManager - no such plugin\n");
        assertThat(pf4j.isInfoEnabled()).isFalse();
    }

    @Test
    void debug_lines_are_marked_and_only_trace_opens_the_libraries() {
        ServerLoggers debugging = new ServerLoggers(sink, Level.DEBUG);
        debugging.getLogger("org.jwsgi.kernel.X").debug("x={}", 1);
        debugging.getLogger("org.pf4j.X").info("no");
        new ServerLoggers(sink, Level.TRACE).getLogger("org.pf4j.X").info("yes");
        assertThat(sink.events).containsExactly("DEBUG org.jwsgi.kernel.X - x=1\n", "INFO org.pf4j.X - yes\n");
    }

    @Test
    void the_level_comes_from_the_environment_and_defaults_to_info() {
        assertThat(ServerLogProvider.level(null)).isEqualTo(Level.INFO);
        assertThat(ServerLogProvider.level("nonsense")).isEqualTo(Level.INFO);
        assertThat(ServerLogProvider.level("error")).isEqualTo(Level.ERROR);
        assertThat(ServerLogProvider.level("warn")).isEqualTo(Level.WARN);
        assertThat(ServerLogProvider.level("debug")).isEqualTo(Level.DEBUG);
        assertThat(ServerLogProvider.level("trace")).isEqualTo(Level.TRACE);
    }

    @Test
    void an_exception_prints_its_trace_once_in_the_same_event() {
        loggers.getLogger("org.jwsgi.X").error("cannot load {}", "app", new IllegalStateException("boom"));

        assertThat(sink.events).hasSize(1);
        assertThat(sink.events.getFirst())
                .startsWith("cannot load app\njava.lang.IllegalStateException: boom\n\tat ")
                .containsOnlyOnce("boom")
                .endsWith(")\n");
    }

    @Test
    void an_event_of_several_lines_stays_one_write_and_control_characters_are_escaped() {
        loggers.getLogger("org.jwsgi.X").info("a\n\tb\u001b[2J\r\u0007\u009b{}", "\u0000");
        loggers.getLogger("org.jwsgi.X").info("ends\n");
        assertThat(sink.events).containsExactly("a\n\tb\\u001b[2J\\r\\u0007\\u009b\\u0000\n", "ends\n");
    }

    @Test
    void odd_messages_do_not_fail() {
        Logger log = loggers.getLogger("org.jwsgi.X");
        log.info((String) null);
        log.info("");
        log.info("{} {}", "one");
        assertThat(sink.events).containsExactly("null\n", "\n", "one {}\n");
    }

    @Test
    void log_date_stands_in_front_of_each_event() {
        Logger log = loggers.getLogger("org.jwsgi.X");
        loggers.usePrefix(LinePrefix.of(OptionsForTests.date("[%s]"), () -> 1_795_256_377_999L));
        log.info("one\ntwo");
        loggers.usePrefix(LinePrefix.of(OptionsForTests.date("true"), () -> 1_795_256_377_000L));
        log.info("three");
        assertThat(sink.events)
                .containsExactly(
                        "[1795256377] - one\ntwo\n",
                        new String(LocalTime.ctime(1_795_256_377L), US_ASCII) + " - three\n");
    }
}
