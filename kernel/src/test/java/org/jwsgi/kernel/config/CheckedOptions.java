package org.jwsgi.kernel.config;

import java.util.List;
import java.util.Optional;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** Stands for the options of a plugin; the record itself checks them. */
@OptionGroup("Cache")
record CheckedOptions(
        @Option(name = "cache-min", help = "the least") int least,

        @Option(name = "cache-max", defaultValue = "10", help = "the most")
        int most,

        @Option(name = "cache-name", help = "names") List<String> names,

        @Option(name = "cache-flag", help = "a flag") Optional<Boolean> flag) {
    CheckedOptions {
        if (least > most) {
            throw new IllegalArgumentException("cache-min is larger than cache-max");
        }
    }
}
