package org.jwsgi.plugins.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineMatcherTest {
    @ParameterizedTest
    @CsvSource({
        "^TRIG, TRIG one, MATCH",
        "^TRIG, xx TRIG, NO_MATCH",
        "end$, the end, MATCH",
        "(?i)error|fatal, a FATAL one, MATCH",
        "a(?!b), ab, NO_MATCH",
        "a(?!b), ac, MATCH",
        "(.)\\1, hello, MATCH",
        "(.)\\1, world, NO_MATCH",
        "a++b, aaab, MATCH",
    })
    void an_expression_is_found_anywhere(String expression, String line, LineMatcher.Result result) {
        assertThat(LineMatcher.compile(expression).look(line)).isEqualTo(result);
    }

    @Test
    @Timeout(60)
    void a_linear_expression_is_decided_however_it_backtracks_elsewhere() {
        assertThat(LineMatcher.compile("^(a+)+$").look("a".repeat(8191) + "!")).isEqualTo(LineMatcher.Result.NO_MATCH);
    }

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"^(?=a)(a|aa)+$", "^(?=a)(a+)+$", "^(?=a)(.*.*.*.*.*)*b$"})
    void a_backtracking_expression_is_given_up(String expression) {
        assertThat(LineMatcher.compile(expression).look("a".repeat(8191) + "!")).isEqualTo(LineMatcher.Result.GAVE_UP);
    }

    @Test
    void what_is_no_expression_is_told_in_one_line() {
        assertThatThrownBy(() -> LineMatcher.compile("(a"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }
}
