package org.jwsgi.kernel.log;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of the configuration for log lines. Whoever can write a line of the log can choose what it is held
 * against, and the thread that looks reads the log of all processes: so a look ends after a time that is bounded, whatever
 * the expression and the line are. The JDK backtracks without end for some, and recurses once for each character for others.
 * Any thread.
 */
public final class LogExpression {
    /** How many characters the JDK may look at for one line, beside {@value #STEPS_PER_CHARACTER} times the line's own. */
    private static final int STEPS = 500_000;

    private static final int STEPS_PER_CHARACTER = 16;

    private final Pattern pattern;

    private LogExpression(Pattern pattern) {
        this.pattern = pattern;
    }

    /** What became of a look at a line. */
    enum Match {
        YES,
        NO,
        /** It was too much work to find out. */
        GAVE_UP
    }

    /**
     * Reads an expression.
     *
     * @throws PatternSyntaxException when it is none
     */
    public static LogExpression compile(String text) {
        return new LogExpression(Pattern.compile(text));
    }

    /** Looks for the expression anywhere in a line. */
    Match find(String line) {
        try {
            return pattern.matcher(new BoundedText(line)).find() ? Match.YES : Match.NO;
        } catch (TooMuchWorkException | StackOverflowError e) {
            return Match.GAVE_UP;
        }
    }

    /** Returns the expression as it was written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }

    /** A text that may be looked at only so often. One thread. */
    private static final class BoundedText implements CharSequence {
        private final String text;
        private long left;

        BoundedText(String text) {
            this.text = text;
            this.left = STEPS + (long) STEPS_PER_CHARACTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
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
