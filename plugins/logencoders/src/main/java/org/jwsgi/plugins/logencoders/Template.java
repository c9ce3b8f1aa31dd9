package org.jwsgi.plugins.logencoders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.log.LogContext;
import org.jwsgi.api.log.LogLine;
import org.jwsgi.api.log.LogSetupException;

/**
 * A text with variables: {@code ${msg}}, {@code ${msgnl}}, {@code ${unix}}, {@code ${micros}}, {@code ${millis}} and
 * {@code ${strftime:FORMAT}}. The time is that of the line.
 */
final class Template {
    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    private interface Part {
        void write(LogLine line, ByteArrayOutputStream out);
    }

    /**
     * Reads a template.
     *
     * @param json whether the line is escaped as in a JSON string
     * @throws LogSetupException when it has an unknown variable
     */
    static Template parse(String text, LogContext context, boolean json) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("${", at);
            int end = start < 0 ? -1 : text.indexOf('}', start);
            byte[] literal = text.substring(at, end < 0 ? text.length() : start).getBytes(UTF_8);
            parts.add((line, out) -> out.writeBytes(literal));
            if (end < 0) {
                break;
            }
            parts.add(variable(text.substring(start + 2, end), context, json));
            at = end + 1;
        }
        return new Template(List.copyOf(parts));
    }

    private static Part variable(String name, LogContext context, boolean json) {
        if (name.startsWith("strftime:")) {
            String format = name.substring("strftime:".length());
            return (line, out) -> out.writeBytes(context.strftime(format, line.micros() / 1_000_000));
        }
        return switch (name) {
            case "msg" -> (line, out) -> message(line.bytes(), line.length(), json, out);
            case "msgnl" -> (line, out) -> message(line.bytes(), line.bytes().length, json, out);
            case "unix" -> (line, out) -> number(line.micros() / 1_000_000, out);
            case "micros" -> (line, out) -> number(line.micros(), out);
            case "millis" -> (line, out) -> number(line.micros() / 1000, out);
            default ->
                throw new LogSetupException("unknown variable ${" + name
                        + "}; known are msg, msgnl, unix, micros, millis, strftime:FORMAT");
        };
    }

    /** Returns the text for a line. */
    byte[] fill(LogLine line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + line.bytes().length);
        for (Part part : parts) {
            part.write(line, out);
        }
        return out.toByteArray();
    }

    private static void number(long number, ByteArrayOutputStream out) {
        out.writeBytes(Long.toString(number).getBytes(UTF_8));
    }

    private static void message(byte[] bytes, int length, boolean json, ByteArrayOutputStream out) {
        if (!json) {
            out.write(bytes, 0, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            switch (b) {
                case '"', '\\' -> {
                    out.write('\\');
                    out.write(b);
                }
                case '\t' -> out.writeBytes(new byte[] {'\\', 't'});
                case '\n' -> out.writeBytes(new byte[] {'\\', 'n'});
                case '\r' -> out.writeBytes(new byte[] {'\\', 'r'});
                default -> {
                    if (b >= 0 && b < ' ') {
                        out.writeBytes(("\\u00" + Character.forDigit(b >> 4, 16) + Character.forDigit(b & 15, 16))
                                .getBytes(UTF_8));
                    } else {
                        out.write(b);
                    }
                }
            }
        }
    }
}
