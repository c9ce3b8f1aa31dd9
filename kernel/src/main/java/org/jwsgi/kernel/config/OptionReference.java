package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Renders the reference of all options, for {@code docs/reference/options}. Runs at build time. */
public final class OptionReference {
    private OptionReference() {}

    /**
     * Returns a page for each plugin and one that lists them, by file name.
     *
     * @param options every option, the kernel's and the plugins'
     */
    public static Map<String, String> render(List<OptionSpec> options) {
        Map<String, List<OptionSpec>> byPlugin = new TreeMap<>();
        for (OptionSpec option : options) {
            byPlugin.computeIfAbsent(option.plugin(), _ -> new ArrayList<>()).add(option);
        }
        Map<String, String> pages = new TreeMap<>();
        byPlugin.forEach((plugin, own) -> pages.put(plugin + ".md", page(plugin, own)));
        pages.put("README.md", index(byPlugin));
        return pages;
    }

    private static String index(Map<String, List<OptionSpec>> byPlugin) {
        StringBuilder text = new StringBuilder(8192);
        text.append("# Options\n\nGenerated from the option records; do not edit.\n\n");
        text.append("| option | provided by | effect |\n|---|---|---|\n");
        Map<String, OptionSpec> sorted = new TreeMap<>();
        byPlugin.values().forEach(own -> own.forEach(option -> sorted.put(option.name(), option)));
        sorted.forEach((name, option) -> text.append("| [`")
                .append(name)
                .append("`](")
                .append(option.plugin())
                .append(".md#")
                .append(name)
                .append(") | ")
                .append(option.plugin())
                .append(" | ")
                .append(cell(option.help()))
                .append(" |\n"));
        return text.toString();
    }

    private static String page(String plugin, List<OptionSpec> options) {
        StringBuilder text = new StringBuilder(8192);
        boolean kernel = plugin.equals("kernel");
        text.append("# Options of ").append(kernel ? "the kernel" : "the plugin `" + plugin + "`");
        text.append("\n\nGenerated from the option records; do not edit.\n");
        HelpPage.groups(options).forEach((heading, group) -> {
            text.append("\n## ").append(group.getFirst().group()).append('\n');
            for (OptionSpec option : group) {
                append(text, option);
            }
        });
        return text.toString();
    }

    private static void append(StringBuilder text, OptionSpec option) {
        text.append("\n### ").append(option.name()).append("\n\n");
        text.append(sentence(option.help())).append("\n\n");
        text.append("| | |\n|---|---|\n");
        row(text, "argument", argument(option));
        if (option.shortName() != 0) {
            row(text, "short form", "`-" + option.shortName() + "`");
        }
        if (!option.aliases().isEmpty()) {
            row(text, "also", "`" + String.join("`, `", option.aliases()) + "`");
        }
        row(text, "default", defaultOf(option));
        row(text, "given more than once", option.repeatable() ? "all values count" : "the last value counts");
        if (!option.implies().isEmpty()) {
            row(text, "switches on", "`" + String.join("`, `", option.implies()) + "`");
        }
        if (option.secret()) {
            row(text, "secret", "its value is never shown");
        }
        if (!option.deprecated().isEmpty()) {
            row(text, "deprecated", option.deprecated());
        }
    }

    private static String argument(OptionSpec option) {
        return switch (option.arity()) {
            case NONE -> "none (flag)";
            case REQUIRED -> "`" + option.argument() + "`";
            case OPTIONAL -> "`" + option.argument() + "`, optional";
        };
    }

    private static String defaultOf(OptionSpec option) {
        if (!option.defaultValue().isEmpty()) {
            return "`" + option.defaultValue() + "`";
        }
        return option.arity() == OptionSpec.Arity.NONE ? "off" : "none";
    }

    private static void row(StringBuilder text, String label, String value) {
        text.append("| ").append(label).append(" | ").append(cell(value)).append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String sentence(String help) {
        return help.isEmpty() ? "" : Character.toUpperCase(help.charAt(0)) + help.substring(1) + ".";
    }
}
