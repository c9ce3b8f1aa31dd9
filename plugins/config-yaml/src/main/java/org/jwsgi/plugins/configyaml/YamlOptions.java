package org.jwsgi.plugins.configyaml;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The option that reads YAML files. The kernel acts on it while it reads the configuration. */
@OptionGroup("YAML configurations")
record YamlOptions(
        @Option(
                name = "yaml",
                aliases = "yml",
                shortName = 'y',
                argument = "FILE",
                help = "read a YAML file, one of its top-level names as FILE:NAME")
        List<String> files) {}
