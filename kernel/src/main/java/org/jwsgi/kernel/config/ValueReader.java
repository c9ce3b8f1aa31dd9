package org.jwsgi.kernel.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.option.ByteSize;
import org.jwsgi.api.option.FileMode;
import org.jwsgi.api.option.KeyValue;
import org.jwsgi.api.option.Spelled;

/**
 * Turns the text of one option value into a value of its component's type. Numbers are strict: where uWSGI reads
 * {@code 4x} as 4 and {@code x} as 0, this refuses. Stateless.
 */
final class ValueReader {
    private ValueReader() {}

    /**
     * Reads a value of any kind but {@link OptionType.Kind#CLASS}.
     *
     * @param text the text, or null when there was none
     * @throws IllegalArgumentException when the text is no such value; the message is for the user
     */
    static Object read(DeclaredOption option, @Nullable String text) {
        OptionType.Kind kind = option.type().kind();
        if (kind == OptionType.Kind.BOOLEAN) {
            return flag(text) != option.inverted();
        }
        String value = text == null ? "" : text;
        if (value.isEmpty() && !option.bareValue().isEmpty()) {
            value = option.bareValue();
        }
        String name = option.spec().name();
        return switch (kind) {
            case INT -> (int) number(option, value, 1, Integer.MAX_VALUE);
            case LONG -> number(option, value, 1, Long.MAX_VALUE);
            case DURATION -> duration(option, value);
            case BYTE_SIZE -> size(option, value);
            case FILE_MODE -> mode(option, value);
            case KEY_VALUE -> keyValue(name, value);
            case SPELLED -> new Spelled(name, value);
            case STRING -> value;
            case PATH -> path(value);
            case BOOLEAN, CLASS -> throw new IllegalStateException(kind.name());
        };
    }

    /** Reads a flag: present is on, unless the text is one of the words for off. */
    static boolean flag(@Nullable String text) {
        return text == null
                || !(text.equals("0")
                        || text.equalsIgnoreCase("false")
                        || text.equalsIgnoreCase("off")
                        || text.equalsIgnoreCase("no"));
    }

    /** Reads a decimal number that is the whole text. */
    static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
    }

    private static IllegalArgumentException notANumber(String text) {
        String hint = text.indexOf('#') > 0 || text.indexOf(';') > 0 ? " (a comment needs a line of its own)" : "";
        return new IllegalArgumentException("not a number: \"" + text + '"' + hint);
    }

    private static long number(DeclaredOption option, String text, long factor, long limit) {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(option, notANumber(text).getMessage());
        }
        if (number < option.min()) {
            // The words of uWSGI, which means "not negative" by them.
            throw invalid(option, option.min() == 0 ? "must be > 0" : "must be at least " + option.min());
        }
        if (number > option.max() || number > limit / factor) {
            throw invalid(option, "must be at most " + Math.min(option.max(), limit / factor));
        }
        return number;
    }

    private static IllegalArgumentException invalid(DeclaredOption option, @Nullable String why) {
        return new IllegalArgumentException(
                "invalid value for option \"" + option.spec().name() + "\": " + why);
    }

    private static Duration duration(DeclaredOption option, String text) {
        return switch (option.unit()) {
            case "ms" -> Duration.ofMillis(number(option, text, 1, Long.MAX_VALUE));
            case "us" -> Duration.ofNanos(number(option, text, 1000, Long.MAX_VALUE) * 1000);
            case "m" -> Duration.ofSeconds(number(option, text, 60, Long.MAX_VALUE) * 60);
            default -> Duration.ofSeconds(number(option, text, 1, Long.MAX_VALUE));
        };
    }

    private static ByteSize size(DeclaredOption option, String text) {
        long factor = switch (option.unit().toUpperCase(Locale.ROOT)) {
            case "K", "KB" -> 1L << 10;
            case "M", "MB" -> 1L << 20;
            case "G", "GB" -> 1L << 30;
            default -> 1;
        };
        String digits = text;
        if (!text.isEmpty()) {
            long suffix = switch (text.charAt(text.length() - 1)) {
                case 'k', 'K' -> 1L << 10;
                case 'm', 'M' -> 1L << 20;
                case 'g', 'G' -> 1L << 30;
                default -> 0;
            };
            if (suffix != 0) {
                factor = suffix;
                digits = text.substring(0, text.length() - 1);
            }
        }
        return new ByteSize(number(option, digits, factor, Long.MAX_VALUE) * factor);
    }

    private static FileMode mode(DeclaredOption option, String text) {
        // An empty XML element arrives as 1: uWSGI takes it for the option given bare.
        String digits = text.equals("1") && !option.bareValue().isEmpty() ? option.bareValue() : text;
        int bits = 0;
        boolean octal = digits.length() == 3 || digits.length() == 4;
        for (int i = 0; octal && i < digits.length(); i++) {
            char c = digits.charAt(i);
            octal = c >= '0' && c <= '7';
            bits = bits * 8 + (c - '0');
        }
        if (!octal) {
            throw new IllegalArgumentException("invalid chmod value: " + text);
        }
        return new FileMode(bits);
    }

    private static KeyValue keyValue(String name, String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("invalid dictionary syntax for " + name + ": \"" + text + '"');
        }
        return new KeyValue(text.substring(0, equals), text.substring(equals + 1));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: \"" + text + '"', e);
        }
    }
}
