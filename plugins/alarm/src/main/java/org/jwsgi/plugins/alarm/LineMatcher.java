package org.jwsgi.plugins.alarm;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a log line matches an expression, in a time that is bounded whatever the line and the expression are. RE2/J
 * takes a time in proportion to the line. It has no backreferences, no lookaround and no possessive quantifiers, so what it
 * refuses is left to the JDK, which may backtrack without end and is stopped when it does. Any thread.
 */
final class LineMatcher {
    /** What became of a look at a line. */
    enum Result {
        /** The line matches. */
        MATCH,
        /** It does not. */
        NO_MATCH,
        /** It was too much work to find out. */
        GAVE_UP
    }

    /** How many characters the JDK may look at for one line, again and again: some milliseconds. */
    static final int MOST_STEPS = 1_000_000;

    private final String expression;
    private final @Nullable Pattern linear;
    private final java.util.regex.@Nullable Pattern backtracking;

    private LineMatcher(String expression, @Nullable Pattern linear, java.util.regex.@Nullable Pattern backtracking) {
        this.expression = expression;
        this.linear = linear;
        this.backtracking = backtracking;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException when it is none; the message is one line
     */
    static LineMatcher compile(String expression) {
        try {
            return new LineMatcher(expression, Pattern.compile(expression), null);
        } catch (PatternSyntaxException e) {
            try {
                return new LineMatcher(expression, null, java.util.regex.Pattern.compile(expression));
            } catch (java.util.regex.PatternSyntaxException second) {
                throw new IllegalArgumentException(second.getDescription(), second);
            }
        }
    }

    /** Returns the expression. */
    String expression() {
        return expression;
    }

    /** Looks for the expression anywhere in a line, which must be given without its line feed. */
    Result look(String line) {
        Pattern fast = linear;
        if (fast != null) {
            return fast.matcher(line).find() ? Result.MATCH : Result.NO_MATCH;
        }
        java.util.regex.Pattern slow = backtracking;
        try {
            return slow != null && slow.matcher(new BoundedText(line)).find() ? Result.MATCH : Result.NO_MATCH;
        } catch (TooMuchWorkException | StackOverflowError e) {
            return Result.GAVE_UP; // the JDK recurses for some repetitions, once for each character
        }
    }

    /** A text that may be looked at only so often. One thread. */
    private static final class BoundedText implements CharSequence {
        private final String text;
        private int steps;

        BoundedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooMuchWorkException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Ends the JDK's search. */
    private static final class TooMuchWorkException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchWorkException() {
            super(null, null, false, false);
        }
    }
}
