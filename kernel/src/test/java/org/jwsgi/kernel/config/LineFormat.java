package org.jwsgi.kernel.config;

import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.config.ConfigFormatException;
import org.jwsgi.api.config.ConfigFormatProvider;
import org.jwsgi.api.config.ConfigLine;
import org.jwsgi.api.config.ConfigSource;
import org.jwsgi.api.config.ConfigText;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** Stands for a format that a plugin brings: lines of {@code key value}; a line {@code !} is an error. */
final class LineFormat implements ConfigFormatProvider {
    @OptionGroup("Lines")
    record LineOptions(
            @Option(name = "lines", aliases = "lns", argument = "FILE", help = "read lines")
            List<String> files) {}

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public List<String> aliases() {
        return List.of("lns");
    }

    @Override
    public List<String> suffixes() {
        return List.of(".lines");
    }

    @Override
    public List<Class<? extends Record>> options() {
        return List.of(LineOptions.class);
    }

    @Override
    public List<ConfigLine> parse(ConfigText text) {
        List<ConfigLine> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.text().lines().toList()) {
            number++;
            if (line.equals("!")) {
                throw new ConfigFormatException(number, "error parsing lines: unexpected '!'");
            }
            int space = line.indexOf(' ');
            lines.add(new ConfigLine(
                    space < 0 ? line : line.substring(0, space),
                    space < 0 ? null : line.substring(space + 1),
                    new ConfigSource(text.name(), number)));
        }
        return lines;
    }
}
