package org.jwsgi.kernel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes messages as uWSGI does: the bare message, one write for each event. Loggers of jwsgi and its plugins write INFO,
 * WARN and ERROR bare; everybody else's lines, and DEBUG, begin with {@code LEVEL logger - }, since nobody could tell
 * otherwise where they come from. An exception's stack trace follows its message. Any thread.
 */
final class ServerLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final int threshold;
    private final boolean ours;
    private final transient ServerLoggers log;

    ServerLogger(String name, Level threshold, ServerLoggers log) {
        this.name = name;
        this.threshold = threshold.toInt();
        this.ours = name.startsWith("org.jwsgi.") || name.startsWith("plugin.");
        this.log = log;
    }

    @Override
    public boolean isTraceEnabled() {
        return threshold <= Level.TRACE.toInt();
    }

    @Override
    public boolean isDebugEnabled() {
        return threshold <= Level.DEBUG.toInt();
    }

    @Override
    public boolean isInfoEnabled() {
        return threshold <= Level.INFO.toInt();
    }

    @Override
    public boolean isWarnEnabled() {
        return threshold <= Level.WARN.toInt();
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable problem) {
        LineBuffer line = new LineBuffer(256);
        log.writePrefix(line);
        if (!ours || level.toInt() < Level.INFO.toInt()) {
            addText(line, level.name());
            line.add(' ');
            addText(line, name);
            line.addAscii(" - ");
        }
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        addText(line, withoutControls(message == null ? "null" : message));
        if (message == null || !message.endsWith("\n")) {
            line.add('\n');
        }
        if (problem != null) {
            StringWriter trace = new StringWriter();
            problem.printStackTrace(new PrintWriter(trace));
            addText(line, withoutControls(trace.toString()));
        }
        log.write(line.array(), 0, line.length());
    }

    private static void addText(LineBuffer line, String text) {
        line.add(text.getBytes(UTF_8));
    }

    /** Replaces control characters that could steer a terminal; an event of several lines stays one. */
    private static String withoutControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return replaceControls(text);
            }
        }
        return text;
    }

    private static String replaceControls(String text) {
        StringBuilder clean = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isControl(c)) {
                clean.append(LogText.clean(String.valueOf(c)));
            } else {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    private static boolean isControl(char c) {
        return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
    }
}
