package org.jwsgi.plugins.configjson;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The option that reads JSON files. The kernel acts on it while it reads the configuration. */
@OptionGroup("JSON configurations")
record JsonOptions(
        @Option(
                name = "json",
                aliases = "js",
                shortName = 'j',
                argument = "FILE",
                help = "read a JSON file, one of its top-level names as FILE:NAME")
        List<String> files) {}
