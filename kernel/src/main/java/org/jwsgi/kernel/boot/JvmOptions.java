package org.jwsgi.kernel.boot;

import java.util.List;
import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** How the JVMs that run applications are started. Read where a worker is launched. */
@OptionGroup("JVM")
record JvmOptions(
        @Option(
                name = "jvm-opt",
                argument = "OPTION",
                help = "start the JVM that runs the apps with this option, such as -Xmx256m")
        List<String> options) {}
