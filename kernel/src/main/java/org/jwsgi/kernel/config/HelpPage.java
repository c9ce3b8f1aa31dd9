package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders {@code --help} and {@code --help OPTION}. Stateless; main thread at start-up. */
public final class HelpPage {
    private static final int HELP_COLUMN = 38;

    private HelpPage() {}

    /** Returns the whole page: every option with its one line of help, under the headings of kernel and plugins. */
    public static String render(List<OptionSpec> options) {
        StringBuilder page = new StringBuilder(16_384);
        page.append("Usage: jwsgi [OPTION]... [CONFIGURATION FILE]...\n");
        page.append("Each option works on the command line, as UWSGI_OPTION in the environment and in files.\n");
        page.append("'--help OPTION' tells more about one of them.\n");
        groups(options).forEach((heading, group) -> {
            page.append('\n').append(heading).append(":\n");
            for (OptionSpec option : group) {
                appendOption(page, option);
            }
        });
        return page.toString();
    }

    /** Returns the options by heading, the kernel's first, each heading with its plugin. */
    static Map<String, List<OptionSpec>> groups(List<OptionSpec> options) {
        Map<String, List<OptionSpec>> kernel = new LinkedHashMap<>();
        Map<String, List<OptionSpec>> plugins = new java.util.TreeMap<>();
        for (OptionSpec option : options) {
            boolean ofKernel = option.plugin().equals("kernel");
            String heading = ofKernel || option.plugin().isEmpty()
                    ? option.group()
                    : option.group() + " (" + option.plugin() + ")";
            (ofKernel ? kernel : plugins)
                    .computeIfAbsent(heading, _ -> new ArrayList<>())
                    .add(option);
        }
        kernel.putAll(plugins);
        return kernel;
    }

    private static void appendOption(StringBuilder page, OptionSpec option) {
        int start = page.length();
        page.append("  ");
        if (option.shortName() != 0) {
            page.append('-').append(option.shortName()).append(", ");
        } else {
            page.append("    ");
        }
        page.append("--").append(syntax(option));
        int width = page.length() - start;
        if (width >= HELP_COLUMN) {
            page.append('\n');
            width = 0;
        }
        page.repeat(' ', HELP_COLUMN - width).append(option.help()).append('\n');
    }

    private static String syntax(OptionSpec option) {
        return switch (option.arity()) {
            case NONE -> option.name();
            case REQUIRED -> option.name() + " " + option.argument();
            case OPTIONAL -> option.name() + "[=" + option.argument() + "]";
        };
    }

    /** Returns everything there is to know about one option. */
    public static String detail(OptionSpec option) {
        StringBuilder text = new StringBuilder(512);
        text.append("--").append(syntax(option)).append('\n');
        text.append("    ").append(option.help()).append("\n\n");
        if (option.shortName() != 0) {
            line(text, "short form", "-" + option.shortName());
        }
        if (!option.aliases().isEmpty()) {
            line(text, "also", String.join(", ", option.aliases()));
        }
        line(text, "argument", argument(option));
        line(text, "repeatable", option.repeatable() ? "yes, all values count" : "no, the last value counts");
        if (!option.defaultValue().isEmpty()) {
            line(text, "default", option.defaultValue());
        }
        if (!option.implies().isEmpty()) {
            line(text, "switches on", String.join(", ", option.implies()));
        }
        if (option.secret()) {
            line(text, "secret", "its value is never shown");
        }
        if (!option.deprecated().isEmpty()) {
            line(text, "deprecated", option.deprecated());
        }
        line(text, "group", option.group());
        line(text, "provided by", option.plugin().equals("kernel") ? "the kernel" : "plugin " + option.plugin());
        return text.toString();
    }

    private static String argument(OptionSpec option) {
        return switch (option.arity()) {
            case NONE -> "none; in files also true or false";
            case REQUIRED -> option.argument();
            case OPTIONAL -> option.argument() + ", optional";
        };
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("    ").append(label).append(':');
        text.repeat(' ', Math.max(1, 14 - label.length())).append(value).append('\n');
    }
}
