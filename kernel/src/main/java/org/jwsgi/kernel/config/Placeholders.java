package org.jwsgi.kernel.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The texts in parentheses that configuration values may hold: {@code $(...)}, {@code @(...)}, {@code %(...)}. */
final class Placeholders {
    private static final int MAX_REPLACEMENTS = 1_000;
    private static final int MAX_LENGTH = 1 << 20;

    private Placeholders() {}

    /**
     * Replaces every {@code X(name)} in a value, of nested ones the innermost.
     *
     * @param value the text
     * @param sigil the character before the parenthesis
     * @param again whether what was put in is searched as well, so that values may hold further placeholders
     * @param lookup gives the replacement of what is between the parentheses, or null to leave it
     * @throws IllegalArgumentException when the value contains itself
     */
    static String expand(String value, char sigil, boolean again, Function<String, @Nullable String> lookup) {
        String text = value;
        int from = 0;
        int replacements = 0;
        while (true) {
            int start = text.indexOf(sigil, from);
            if (start < 0) {
                return text;
            }
            int end = closing(text, start, sigil);
            String replacement = end < 0 ? null : lookup.apply(text.substring(start + 2, end));
            if (replacement == null) {
                from = start + 1;
                continue;
            }
            if (++replacements > MAX_REPLACEMENTS || text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("the value contains itself: \"" + shortened(value) + '"');
            }
            text = text.substring(0, start) + replacement + text.substring(end + 1);
            from = again ? 0 : start + replacement.length();
        }
    }

    /**
     * Returns the index of the parenthesis that closes the one behind the sigil; -1 when there is none, or when another
     * placeholder starts before it.
     */
    private static int closing(String text, int start, char sigil) {
        if (start + 1 >= text.length() || text.charAt(start + 1) != '(') {
            return -1;
        }
        int depth = 1;
        for (int i = start + 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                if (text.charAt(i - 1) == sigil) {
                    return -1;
                }
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Evaluates the inside of {@code %(...)} when it holds a space: words from left to right, without precedence.
     *
     * @param expression the words
     * @param values gives the value of a name, or null when there is none
     */
    static String evaluate(String expression, Function<String, @Nullable String> values) {
        String accumulator = "";
        char operator = 0;
        int from = 0;
        while (from < expression.length()) {
            int space = expression.indexOf(' ', from);
            int end = space < 0 ? expression.length() : space;
            String word = expression.substring(from, end);
            from = end + 1;
            switch (word) {
                case "" -> {}
                case "+", "-", "*", "/" -> operator = word.charAt(0);
                case "++" -> accumulator = Long.toString(number(accumulator) + 1);
                case "--" -> accumulator = Long.toString(number(accumulator) - 1);
                default -> {
                    String operand = digits(word) ? word : values.apply(word);
                    accumulator = combine(accumulator, operator, operand == null ? "" : operand);
                    operator = 0;
                }
            }
        }
        return accumulator;
    }

    private static String combine(String left, char operator, String right) {
        return switch (operator) {
            case '+' -> Long.toString(number(left) + number(right));
            case '-' -> Long.toString(number(left) - number(right));
            case '*' -> Long.toString(number(left) * number(right));
            case '/' -> {
                long divisor = number(right);
                yield Long.toString(divisor == 0 ? 0 : number(left) / divisor);
            }
            default -> left + right;
        };
    }

    private static boolean digits(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Reads a number as C's {@code strtol} does: leading blanks, a sign, digits; the rest is ignored. */
    private static long number(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || at < text.length() && text.charAt(at) == '+') {
            at++;
        }
        long value = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            int digit = text.charAt(at++) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
