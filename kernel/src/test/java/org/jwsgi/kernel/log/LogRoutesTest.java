package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSink;

/** Where lines go, and what destinations do when their targets are slow or gone. */
@Timeout(60)
class LogRoutesTest {
    /** Records what it is given; fails while it has no permits left. */
    private static final class Target implements LogSink {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Semaphore permits;

        Target(int permits) {
            this.permits = new Semaphore(permits);
        }

        @Override
        public void write(LogLine line) throws IOException {
            if (!permits.tryAcquire()) {
                throw new IOException("no target");
            }
            lines.add(line.text());
        }

        @Override
        public void close() {}
    }

    private final List<String> problems = new CopyOnWriteArrayList<>();

    @Test
    void drains_come_before_filters_and_these_before_routes() {
        Target named = new Target(100);
        Target second = new Target(100);
        Target rest = new Target(100);
        LogDestination toNamed = destination(named);
        LogDestination toSecond = destination(second);
        LogDestination toRest = destination(rest);
        LogRoutes routes = new LogRoutes(
                List.of(LogExpression.compile("drop")),
                List.of(LogExpression.compile("^[a-m]"), LogExpression.compile("^z")),
                List.of(
                        new LogRoutes.Route(LogExpression.compile("err"), toNamed),
                        new LogRoutes.Route(LogExpression.compile("error"), toSecond)),
                List.of(toRest));
        for (String text : List.of("a drop err", "n other", "an error", "b err", "z last")) {
            routes.send(line(text));
        }
        close(toNamed, toSecond, toRest);
        assertThat(named.lines).containsExactly("an error\n", "b err\n");
        assertThat(second.lines).containsExactly("an error\n");
        assertThat(rest.lines).containsExactly("z last\n");
    }

    @Test
    void an_expression_that_is_too_much_work_loses_no_line_and_does_not_stop_the_log() {
        for (String costly : List.of("(a+)+$", "(x|a|b)*c")) {
            Target named = new Target(100);
            Target rest = new Target(100);
            LogDestination toNamed = destination(named);
            LogDestination toRest = destination(rest);
            LogExpression expression = LogExpression.compile(costly);
            LogRoutes routes = new LogRoutes(
                    List.of(expression),
                    List.of(expression, LogExpression.compile("^after")),
                    List.of(
                            new LogRoutes.Route(expression, toNamed),
                            new LogRoutes.Route(LogExpression.compile("after"), toNamed)),
                    List.of(toRest));
            String evil = "a".repeat(1 << 20) + '!';
            routes.send(line(evil));
            routes.send(line("after"));
            close(toNamed, toRest);
            assertThat(named.lines).containsExactly("after\n");
            assertThat(rest.lines)
                    .containsExactlyInAnyOrder(
                            evil + '\n',
                            "log: gave up looking for \"" + costly + "\" in a line of " + evil.length()
                                    + " bytes: too much backtracking\n");
        }
    }

    @Test
    void an_outage_is_reported_once_and_lost_events_are_counted_where_they_are_missing() throws Exception {
        Target target = new Target(0);
        LogDestination destination = destination(target);
        byte[] big = "x".repeat(1 << 20).getBytes(UTF_8);
        for (int i = 0; i < 10; i++) {
            destination.offer(new LogLine(big, 0, false));
        }
        await(() -> !problems.isEmpty());
        target.permits.release(100);
        await(() -> problems.size() == 2);
        destination.offer(line("after"));
        close(destination);
        assertThat(problems).first().isEqualTo("logger test: cannot write: no target");
        assertThat(problems.get(1)).matches("logger test: writes again \\(lost events: \\d+\\)");
        long lost = Long.parseLong(target.lines.stream()
                .filter(text -> text.startsWith("log: lost events (count: "))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D+(\\d+).*\n", "$1"));
        assertThat(lost)
                .isEqualTo(10
                        - target.lines.stream()
                                .filter(text -> text.startsWith("x"))
                                .count());
        assertThat(target.lines).last().isEqualTo("after\n");
    }

    @Test
    void what_a_dead_target_never_took_is_counted_at_the_end() {
        Target target = new Target(1);
        LogDestination destination = destination(target);
        for (int i = 0; i < 3; i++) {
            destination.offer(line("line " + i));
        }
        close(destination);
        assertThat(target.lines).containsExactly("line 0\n");
        assertThat(problems).last().isEqualTo("logger test: lost events (count: 2, reason: the log ends)");
    }

    @Test
    void a_sink_whose_library_is_missing_loses_the_line_and_goes_on() {
        Target target = new Target(100);
        LogDestination destination = destination(new LogSink() {
            @Override
            public void write(LogLine line) throws IOException {
                if (line.text().startsWith("needs")) {
                    throw new NoClassDefFoundError("org/example/Library");
                }
                target.write(line);
            }

            @Override
            public void close() {}
        });
        destination.offer(line("needs it"));
        destination.offer(line("does not"));
        close(destination);
        assertThat(target.lines).last().isEqualTo("does not\n");
        assertThat(problems)
                .first()
                .isEqualTo("logger test: cannot write: it failed: java.lang.NoClassDefFoundError: org/example/Library");
    }

    private LogDestination destination(LogSink sink) {
        LogDestination destination = new LogDestination("test", sink, List.of(), problems::add);
        destination.start();
        return destination;
    }

    private static void close(LogDestination... destinations) {
        for (LogDestination destination : destinations) {
            destination.beginClose();
            destination.awaitClosed(System.nanoTime() + 30_000_000_000L);
        }
    }

    private static LogLine line(String text) {
        return new LogLine((text + "\n").getBytes(UTF_8), 0, false);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) { // ended by the class' timeout
            Thread.onSpinWait();
        }
    }
}
