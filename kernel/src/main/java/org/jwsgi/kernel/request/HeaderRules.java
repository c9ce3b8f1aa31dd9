package org.jwsgi.kernel.request;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.request.Header;
import org.jwsgi.api.request.RequestVars;

/**
 * What a header may look like, and what {@code add-header}, {@code del-header}, {@code collect-header} and {@code
 * pull-header} do to those of a response. Runs in: WORKER; immutable.
 */
final class HeaderRules {
    private final List<Header> added;
    private final List<String> removed;
    private final List<Copy> copies;

    /** A header that goes to a request variable. */
    private record Copy(String header, String variable, boolean removes) {}

    private HeaderRules(List<Header> added, List<String> removed, List<Copy> copies) {
        this.added = added;
        this.removed = removed;
        this.copies = copies;
    }

    /**
     * Reads the options' values.
     *
     * @throws IllegalArgumentException when one is malformed
     */
    static HeaderRules parse(
            List<String> addHeader, List<String> delHeader, List<String> collectHeader, List<String> pullHeader) {
        List<Header> added = new ArrayList<>();
        for (String line : addHeader) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("add-header: \"" + line + "\" is not NAME: VALUE");
            }
            Header header = new Header(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
            check(header.name(), header.value());
            added.add(header);
        }
        List<Copy> copies = new ArrayList<>();
        for (String value : collectHeader) {
            copies.add(copy("collect-header", value, false));
        }
        for (String value : pullHeader) {
            copies.add(copy("pull-header", value, true));
        }
        return new HeaderRules(List.copyOf(added), List.copyOf(delHeader), List.copyOf(copies));
    }

    private static Copy copy(String option, String value, boolean removes) {
        String text = value.strip();
        int blank = text.indexOf(' ');
        if (blank <= 0) {
            throw new IllegalArgumentException(option + ": \"" + value + "\" is not HEADER VAR");
        }
        return new Copy(text.substring(0, blank), text.substring(blank + 1).strip(), removes);
    }

    /** Applies the options to a response's headers, just before they are sent. */
    void apply(List<Header> headers, RequestVars vars) {
        for (int i = 0; i < removed.size(); i++) {
            remove(headers, removed.get(i));
        }
        for (int i = 0; i < copies.size(); i++) {
            Copy copy = copies.get(i);
            for (int h = 0; h < headers.size(); h++) {
                if (headers.get(h).name().equalsIgnoreCase(copy.header())) {
                    vars.set(copy.variable(), headers.get(h).value());
                }
            }
            if (copy.removes()) {
                remove(headers, copy.header());
            }
        }
        headers.addAll(added);
    }

    static boolean remove(List<Header> headers, String name) {
        return headers.removeIf(header -> header.name().equalsIgnoreCase(name));
    }

    /**
     * Checks that a header cannot break the framing (RFC 9110, 5.1 and 5.5).
     *
     * @throws IllegalArgumentException when the name is no token or the value holds CR, LF or NUL
     */
    static void check(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a header's name cannot be empty");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isToken(name.charAt(i))) {
                throw new IllegalArgumentException("a header's name cannot contain character " + (int) name.charAt(i));
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("the value of header " + name + " contains character " + (int) c);
            }
        }
    }

    private static boolean isToken(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_'
                || c < 127 && "!#$%&'*+.^`|~".indexOf(c) >= 0;
    }
}
