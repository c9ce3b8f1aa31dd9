package org.jwsgi.plugins.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.Spelled;

class AlarmOptionsTest {
    private static AlarmOptions options(List<String> alarms, List<String> backlog, List<Spelled> rules) {
        return new AlarmOptions(
                alarms,
                rules,
                List.of(),
                backlog,
                List.of(),
                Duration.ofSeconds(3),
                new ByteSize(8192),
                Optional.empty(),
                Duration.ofSeconds(60));
    }

    @Test
    void a_definition_has_a_name_a_type_and_the_rest() {
        assertThat(AlarmDefinition.parse("mailme cmd:mail -s 'a: b' x@y"))
                .isEqualTo(new AlarmDefinition("mailme", "cmd", "mail -s 'a: b' x@y", "mailme cmd:mail -s 'a: b' x@y"));
    }

    @Test
    void of_two_alarms_with_one_name_the_first_counts() {
        assertThat(options(List.of("a log:1", "a log:2"), List.of(), List.of())
                        .definitions()
                        .get("a"))
                .isEqualTo(AlarmDefinition.parse("a log:1"));
    }

    @Test
    void a_trigger_may_define_its_alarm() {
        AlarmOptions options = options(List.of(), List.of("mailme cmd:mail -s x", "other"), List.of());

        assertThat(options.definitions()).containsOnlyKeys("mailme");
        assertThat(options.backlogAlarms()).containsExactly("mailme", "other");
    }

    @Test
    void log_rules_keep_their_order_and_know_how_they_were_spelled() {
        AlarmOptions options = options(
                List.of("a log:"),
                List.of(),
                List.of(new Spelled("not-alarm-log", "a x"), new Spelled("alarm-log", "a,a y z")));

        assertThat(options.rules()).extracting(LogRule::negative).containsExactly(true, false);
        assertThat(options.rules().get(1).alarms()).containsExactly("a", "a");
        assertThat(options.rules().get(1).matcher().expression()).isEqualTo("y z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "x y", " log:a", "x:y z"})
    void a_bad_definition_is_refused_in_uwsgis_words(String value) {
        assertThatThrownBy(() -> AlarmDefinition.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid alarm syntax: " + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a 1", "a x m", "a 1:x m", "a -1 m", "a 1:0 m", "a 1:99999999 m"})
    void a_bad_descriptor_is_refused_in_uwsgis_words(String value) {
        assertThatThrownBy(() -> DescriptorTrigger.parse(value, Set.of("a")))
                .hasMessage("invalid alarm-fd syntax: " + value);
    }

    @Test
    void a_descriptor_has_a_size_and_a_message() {
        assertThat(DescriptorTrigger.parse("a 5:8 two words", Set.of("a")))
                .isEqualTo(new DescriptorTrigger("a", 5, 8, "two words"));
        assertThat(DescriptorTrigger.parse("a 5 m", Set.of("a")).bytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log-alarm | x | invalid log-alarm syntax: x",
                "alarm-log | b x | invalid log-alarm: b x (there is no alarm \"b\")",
                "not-log-alarm | x | invalid not-log-alarm syntax: x",
                "not-alarm-log | a, x | invalid not-log-alarm: a, x (there is no alarm \"\")",
            })
    void a_bad_rule_is_refused_in_uwsgis_words(String option, String value, String message) {
        assertThatThrownBy(() -> LogRule.parse(new Spelled(option, value), Set.of("a")))
                .hasMessage(message);
    }
}
