package org.jwsgi.kernel.boot;

import org.jwsgi.api.option.Option;
import org.jwsgi.api.option.OptionGroup;

/** What an instance tells of itself at its start. */
@OptionGroup("Lists")
record ListOptions(
        @Option(
                name = "plugins-list",
                aliases = "plugin-list",
                help = "list all plugins and what they provide; ends when nothing is to be served")
        boolean plugins,

        @Option(
                name = "cheaper-algo-list",
                aliases = {"cheaper-algos-list", "cheaper-list"},
                help = "list the algorithms that cheaper-algo may name")
        boolean cheaperAlgorithms,

        @Option(name = "logger-list", aliases = "loggers-list", help = "list the types of loggers")
        boolean loggers,

        @Option(
                name = "imperial-monitor-list",
                aliases = "imperial-monitors-list",
                help = "list the schemes that emperor may name")
        boolean monitors,

        @Option(name = "alarm-list", aliases = "alarms-list", help = "list the types of alarms")
        boolean alarms) {}
