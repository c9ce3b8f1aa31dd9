package org.jwsgi.kernel.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.config.ConfigSource;

/**
 * An open {@code for...} or {@code if...} block. Every entry up to its end is kept, dropped or repeated; the condition
 * is looked at again for each of them.
 *
 * @param kind the option that opened it
 * @param argument its value
 * @param source where it was opened
 */
record LogicBlock(String kind, String argument, ConfigSource source) {
    /** What a block's conditions look at. */
    record Facts(
            Path directory,
            Map<String, String> environment,
            Function<String, @Nullable String> options,
            Predicate<String> optionExists,
            Predicate<String> plugins,
            Function<String, @Nullable String> file) {}

    /** One pass of an entry through a block; the item replaces {@code %(_)}, unless it is null. */
    record Pass(@Nullable String item) {}

    /** Tells whether an option opens a block. */
    static boolean opens(String name) {
        return name.startsWith("if") || name.startsWith("for") ? isOpening(name) : false;
    }

    private static boolean isOpening(String name) {
        return switch (name) {
            case "for",
                    "for-glob",
                    "for-times",
                    "for-readline",
                    "if-env",
                    "ifenv",
                    "if-not-env",
                    "if-exists",
                    "ifexists",
                    "if-not-exists",
                    "if-file",
                    "if-not-file",
                    "if-dir",
                    "ifdir",
                    "if-directory",
                    "if-not-dir",
                    "if-opt",
                    "if-not-opt",
                    "if-plugin",
                    "ifplugin",
                    "if-not-plugin",
                    "if-reload",
                    "if-not-reload",
                    "if-hostname",
                    "if-not-hostname",
                    "if-hostname-match",
                    "if-not-hostname-match" -> true;
            default -> false;
        };
    }

    /** Tells whether an option closes a block, of whatever kind. */
    static boolean closes(String name) {
        return switch (name) {
            case "end", "endif", "end-if", "endfor", "end-for" -> true;
            default -> false;
        };
    }

    /**
     * Returns how often an entry passes the block, and with which items.
     *
     * @throws IllegalArgumentException when the block's argument is no good
     */
    List<Pass> passes(Facts facts) {
        return switch (kind) {
            case "for" -> items(words(argument));
            case "for-glob" -> items(Glob.expand(facts.directory(), argument));
            case "for-times" -> items(numbers());
            case "for-readline" -> items(lines(facts.file().apply(argument)));
            default -> condition(facts);
        };
    }

    private List<Pass> condition(Facts facts) {
        boolean negated = kind.startsWith("if-not-");
        String subject = negated ? kind.substring(7) : kind.startsWith("if-") ? kind.substring(3) : kind.substring(2);
        String actual = switch (subject) {
            case "env" -> named(facts.environment()::containsKey, facts.environment()::get);
            case "opt" -> named(facts.optionExists(), facts.options());
            case "exists" -> argumentIf(Files.isReadable(path(facts)));
            case "file" -> argumentIf(Files.isRegularFile(path(facts)));
            case "dir", "directory" -> argumentIf(Files.isDirectory(path(facts)));
            case "plugin" -> argumentIf(facts.plugins().test(argument));
            case "reload" -> facts.environment().containsKey("UWSGI_RELOADS") ? "" : null;
            case "hostname" -> argumentIf(Machine.hostname().equals(argument));
            case "hostname-match" -> argumentIf(matches(Machine.hostname()));
            default -> throw new IllegalArgumentException("unknown condition " + kind);
        };
        if (negated) {
            return actual == null ? List.of(new Pass(itemWhenNot(subject, facts))) : List.of();
        }
        return actual == null ? List.of() : List.of(new Pass(subject.equals("reload") ? null : actual));
    }

    /** Returns the item of a negated condition that holds: the argument, or the differing value of a name. */
    private @Nullable String itemWhenNot(String subject, Facts facts) {
        return switch (subject) {
            case "env" -> facts.environment().get(name());
            case "opt" -> facts.options().apply(name());
            case "reload" -> null;
            default -> argument;
        };
    }

    private String name() {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    private @Nullable String named(Predicate<String> exists, Function<String, @Nullable String> values) {
        if (!exists.test(name())) {
            return null;
        }
        String value = values.apply(name());
        String text = value == null ? "" : value;
        int equals = argument.indexOf('=');
        return equals < 0 || argument.substring(equals + 1).equals(text) ? text : null;
    }

    private @Nullable String argumentIf(boolean holds) {
        return holds ? argument : null;
    }

    private Path path(Facts facts) {
        return facts.directory().resolve(argument);
    }

    private boolean matches(String hostname) {
        try {
            return Pattern.compile(argument).matcher(hostname).find();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "not a regular expression: \"" + argument + "\": " + e.getDescription(), e);
        }
    }

    private List<String> numbers() {
        int times = ValueReader.integer(argument);
        if (times < 0 || times > 1_000_000) {
            throw new IllegalArgumentException("must be between 0 and 1000000");
        }
        List<String> numbers = new ArrayList<>(times);
        for (int i = 1; i <= times; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static List<String> lines(@Nullable String text) {
        List<String> lines = new ArrayList<>();
        if (text != null) {
            text.lines().forEach(lines::add);
        }
        return lines;
    }

    /** Splits at blanks; several in a row count as one. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int space = text.indexOf(' ', from);
            int end = space < 0 ? text.length() : space;
            if (end > from) {
                words.add(text.substring(from, end));
            }
            from = end + 1;
        }
        return words;
    }

    private static List<Pass> items(List<String> texts) {
        List<Pass> passes = new ArrayList<>(texts.size());
        for (String text : texts) {
            passes.add(new Pass(text));
        }
        return passes;
    }
}
