package org.jwsgi.kernel.plugin;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;
import org.jwsgi.kernel.config.OptionSpec;

/** Reads options by reflection, for tests that are not about reading options. */
final class ReflectedOptions {
    private ReflectedOptions() {}

    static List<OptionSpec> read(Class<? extends Record> record, String plugin) {
        List<OptionSpec> specs = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            Option option = component.getAnnotation(Option.class);
            if (option == null) {
                throw new IllegalArgumentException(component.getName() + " is not declared with @Option");
            }
            specs.add(new OptionSpec(
                    option.name(),
                    List.of(option.aliases()),
                    option.shortName(),
                    OptionSpec.Arity.REQUIRED,
                    option.argument(),
                    option.help(),
                    record.getAnnotation(OptionGroup.class).value(),
                    plugin,
                    false,
                    option.defaultValue(),
                    List.of(option.implies()),
                    option.secret(),
                    option.deprecated()));
        }
        return specs;
    }
}
