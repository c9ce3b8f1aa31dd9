package org.jwsgi.kernel.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jwsgi.api.config.ConfigLine;

/**
 * Renders {@code --show-config}: the listing that uWSGI logs, {@code key = value} for each line in order, to which
 * jwsgi adds comment lines with each value's source and default, and the options that were left at their default. The
 * listing stays a valid INI file. Values of secret options are masked.
 *
 * <p>As with uWSGI, the listing goes to the log and start-up continues; {@code --no-server} ends it. Runs in the process
 * that loaded the configuration.
 */
public final class ShowConfig {
    private static final String MASK = "********";

    private ShowConfig() {}

    /**
     * Returns the listing, one line break at the end of each line.
     *
     * @param known further options: those that no record declares, such as what a protocol opens its sockets with, and
     *     those whose records nobody has bound yet
     */
    public static String render(Configuration configuration, List<OptionSpec> known) {
        Map<String, OptionSpec> specs = new HashMap<>();
        known.forEach(option -> note(option, specs));
        List<OptionSpec> own = own(configuration, known);
        own.forEach(option -> note(option, specs));
        StringBuilder text = new StringBuilder(4096);
        text.append(";jwsgi instance configuration\n[uwsgi]\n");
        for (ConfigLine line : configuration.lines()) {
            append(text, line, specs.get(line.key()));
        }
        appendDefaults(text, configuration, own);
        return text.append(";end of configuration\n").toString();
    }

    /** Returns the options of the kernel and of loaded plugins; a process that was handed the configuration knows the former. */
    private static List<OptionSpec> own(Configuration configuration, List<OptionSpec> known) {
        List<DeclaredOption> declared = configuration.declarations();
        return declared.isEmpty()
                ? known.stream()
                        .filter(option -> option.plugin().equals("kernel"))
                        .toList()
                : declared.stream().map(DeclaredOption::spec).toList();
    }

    private static void note(OptionSpec option, Map<String, OptionSpec> specs) {
        specs.put(option.name(), option);
        option.aliases().forEach(alias -> specs.put(alias, option));
    }

    private static void append(
            StringBuilder text, ConfigLine line, @org.jspecify.annotations.Nullable OptionSpec spec) {
        text.append("; ").append(line.source());
        if (spec == null) {
            text.append(", placeholder");
        } else if (!spec.defaultValue().isEmpty()) {
            text.append(", default ").append(spec.defaultValue());
        }
        String value = line.value() == null ? "true" : line.value();
        boolean masked = spec != null && spec.secret();
        text.append('\n')
                .append(line.key())
                .append(" = ")
                .append(masked ? MASK : value)
                .append('\n');
    }

    private static void appendDefaults(StringBuilder text, Configuration configuration, List<OptionSpec> own) {
        boolean heading = false;
        for (OptionSpec spec : own) {
            boolean forced = configuration.forced().contains(spec.name());
            if (!configuration.linesOf(spec).isEmpty() || spec.defaultValue().isEmpty() && !forced) {
                continue;
            }
            if (!heading) {
                text.append("; not configured\n");
                heading = true;
            }
            text.append(";").append(spec.name()).append(" = ");
            text.append(forced ? "true (switched on by another option)" : spec.defaultValue())
                    .append('\n');
        }
    }
}
