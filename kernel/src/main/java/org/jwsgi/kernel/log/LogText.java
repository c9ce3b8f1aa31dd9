package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Makes text from outside safe to print in a log line. A client must not be able to start a line of its own, to close
 * a quoted field, or to send escape sequences to the terminal of whoever reads the log. So control characters (C0, DEL
 * and C1), {@code "} and {@code \} are written as JSON writes them: {@code \n}, {@code \r}, {@code \t}, {@code \"},
 * {@code \\}, <code>&#92;u001b</code>. Everything else stays, so an ordinary line reads as uWSGI's. Any process, any thread.
 */
public final class LogText {
    private LogText() {}

    /** Returns text with the characters named above escaped; the same string when there are none. */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c >= 0x7f && c < 0xa0) {
                LineBuffer buffer = new LineBuffer(text.length() + 32);
                buffer.addEscaped(text);
                return new String(buffer.array(), 0, buffer.length(), UTF_8);
            }
        }
        return text;
    }
}
