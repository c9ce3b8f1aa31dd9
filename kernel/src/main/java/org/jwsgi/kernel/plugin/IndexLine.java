package org.jwsgi.kernel.plugin;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a {@link PluginIndex}: fields separated by tabs, list elements by the unit separator; a backslash before
 * {@code t}, {@code n}, {@code r}, {@code u} or itself stands for a separator that is part of a text.
 */
final class IndexLine {
    private static final char FIELD = '\t';
    private static final char ELEMENT = '\u001f';

    private final List<String> fields;
    private int next = 1;

    private IndexLine(List<String> fields) {
        this.fields = fields;
    }

    /** Begins a line of a type. */
    IndexLine(String type) {
        this(new ArrayList<>(List.of(type)));
    }

    /** Splits a file into its lines. */
    static List<String> lines(String text) {
        List<String> lines = split(text, '\n');
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    /** Splits a line. */
    static IndexLine parse(String line) {
        return new IndexLine(split(line, FIELD));
    }

    IndexLine add(String text) {
        fields.add(escape(text));
        return this;
    }

    /** Adds a list of texts that are not empty. */
    IndexLine add(List<String> texts) {
        StringBuilder field = new StringBuilder();
        for (String text : texts) {
            if (!field.isEmpty()) {
                field.append(ELEMENT);
            }
            field.append(escape(text));
        }
        fields.add(field.toString());
        return this;
    }

    String type() {
        return fields.getFirst();
    }

    /** Reads the next field as a text. */
    String text() {
        return unescape(fields.get(next++));
    }

    /** Reads the next field as a number. */
    int number() {
        return Integer.parseInt(text());
    }

    /** Reads the next field as a list. */
    List<String> list() {
        String field = fields.get(next++);
        if (field.isEmpty()) {
            return List.of();
        }
        List<String> elements = split(field, ELEMENT);
        elements.replaceAll(IndexLine::unescape);
        return elements;
    }

    @Override
    public String toString() {
        return String.join(String.valueOf(FIELD), fields);
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + 1;
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int code = "\\\t\n\r\u001f".indexOf(c);
            if (code < 0) {
                escaped.append(c);
            } else {
                escaped.append('\\').append("\\tnru".charAt(code));
            }
        }
        return escaped.toString();
    }

    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
                text.append("\\\t\n\r\u001f".charAt("\\tnru".indexOf(field.charAt(i))));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
