package org.jwsgi.plugins.configxml;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** The option that reads XML files. The kernel acts on it while it reads the configuration. */
@OptionGroup("XML configurations")
record XmlOptions(
        @Option(
                name = "xml",
                aliases = "xmlconfig",
                shortName = 'x',
                argument = "FILE",
                help = "read an XML file, the <uwsgi> with an id as FILE:ID")
        List<String> files) {}
